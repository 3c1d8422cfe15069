"""Which devices are named most often, and how each of them mostly fails: what is offered as buttons. Anything else is typed."""

from collections.abc import Mapping

from desk.reading import DeviceClass, Symptom

OFTEN = (
    DeviceClass.SMART_BOARD,
    DeviceClass.PROJECTOR,
    DeviceClass.CLASSROOM_PC,
    DeviceClass.NETWORK,
    DeviceClass.AUDIO,
    DeviceClass.DOCUMENT_CAMERA,
    DeviceClass.PRINTER,
    DeviceClass.SOFTWARE,
)
"""The commonest first; the order is that of the buttons."""

_SCREEN = (Symptom.NO_POWER, Symptom.BLACK_SCREEN, Symptom.NO_SIGNAL, Symptom.DISPLAY_ABNORMAL)
_COMPUTER = (
    Symptom.NO_POWER,
    Symptom.BOOT_FAILURE,
    Symptom.FREEZE_SLOW,
    Symptom.BSOD,
    Symptom.NETWORK_DOWN,
    Symptom.PERIPHERAL_FAILURE,
)

LIKELY: Mapping[DeviceClass, tuple[Symptom, ...]] = {
    DeviceClass.SMART_BOARD: (*_SCREEN, Symptom.TOUCH_DEAD, Symptom.NO_SOUND),
    DeviceClass.PROJECTOR: (*_SCREEN, Symptom.AUTO_RESTART, Symptom.MECHANICAL_FAULT),
    DeviceClass.CLASSROOM_PC: _COMPUTER,
    DeviceClass.OFFICE_PC: _COMPUTER,
    DeviceClass.NETWORK: (
        Symptom.NETWORK_DOWN,
        Symptom.NETWORK_SLOW,
        Symptom.WIFI_FAILURE,
        Symptom.LOGIN_FAILURE,
    ),
    DeviceClass.DOCUMENT_CAMERA: (
        Symptom.CAMERA_NO_IMAGE,
        Symptom.NO_POWER,
        Symptom.DISPLAY_ABNORMAL,
        Symptom.MECHANICAL_FAULT,
    ),
    DeviceClass.AUDIO: (Symptom.NO_SOUND, Symptom.MIC_FAILURE, Symptom.SOUND_ABNORMAL, Symptom.NO_POWER),
    DeviceClass.BROADCAST: (
        Symptom.NO_SOUND,
        Symptom.SCHEDULE_FAILURE,
        Symptom.SOUND_ABNORMAL,
        Symptom.NO_POWER,
    ),
    DeviceClass.SURVEILLANCE: (
        Symptom.CAMERA_NO_IMAGE,
        Symptom.OFFLINE,
        Symptom.RECORD_FAILURE,
        Symptom.DISPLAY_ABNORMAL,
    ),
    DeviceClass.CLOUD_CLASSROOM: (
        Symptom.BOOT_FAILURE,
        Symptom.OFFLINE,
        Symptom.FREEZE_SLOW,
        Symptom.NETWORK_DOWN,
        Symptom.LOGIN_FAILURE,
    ),
    DeviceClass.SCIENCE_LAB: (
        Symptom.NO_POWER,
        Symptom.POWER_TRIP,
        Symptom.WATER_INGRESS,
        Symptom.PHYSICAL_DAMAGE,
    ),
    DeviceClass.PRINTER: (
        Symptom.PRINT_FAILURE,
        Symptom.OFFLINE,
        Symptom.NO_POWER,
        Symptom.ACCESSORY_MISSING,
    ),
    DeviceClass.CENTRAL_CONTROL: (
        Symptom.NO_POWER,
        Symptom.PERIPHERAL_FAILURE,
        Symptom.MECHANICAL_FAULT,
        Symptom.NO_SIGNAL,
    ),
    DeviceClass.RECORDING: (
        Symptom.RECORD_FAILURE,
        Symptom.CAMERA_NO_IMAGE,
        Symptom.NO_SOUND,
        Symptom.OFFLINE,
    ),
    DeviceClass.CAMPUS_TERMINAL: (
        Symptom.OFFLINE,
        Symptom.BLACK_SCREEN,
        Symptom.LOGIN_FAILURE,
        Symptom.MECHANICAL_FAULT,
    ),
    DeviceClass.SOFTWARE: (
        Symptom.APP_FAILURE,
        Symptom.LOGIN_FAILURE,
        Symptom.MEDIA_FILE_FAILURE,
        Symptom.SCREENCAST_FAILURE,
    ),
    DeviceClass.SERVER_PLATFORM: (
        Symptom.SYSTEM_OUTAGE,
        Symptom.LOGIN_FAILURE,
        Symptom.FREEZE_SLOW,
        Symptom.SECURITY_BREACH,
    ),
    DeviceClass.POWER: (Symptom.POWER_TRIP, Symptom.NO_POWER, Symptom.SMELL_SMOKE, Symptom.PHYSICAL_DAMAGE),
    DeviceClass.FURNITURE_SPORTS: (
        Symptom.PHYSICAL_DAMAGE,
        Symptom.MECHANICAL_FAULT,
        Symptom.ACCESSORY_MISSING,
    ),
    DeviceClass.OTHER: (
        Symptom.NO_POWER,
        Symptom.PHYSICAL_DAMAGE,
        Symptom.MECHANICAL_FAULT,
        Symptom.UNSPECIFIED,
    ),
}
"""At most six for each class, the commonest first."""
