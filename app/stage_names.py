"""What stages are called on the command line, both languages in one."""

from desk.contract import StageName

STAGES = {
    StageName.RESPONSE: "响应 response",
    StageName.DISPATCH: "出发 departure",
    StageName.ARRIVAL: "到场 arrival",
    StageName.DIAGNOSIS: "诊断 diagnosis",
    StageName.SOLUTION: "解决 solution",
    StageName.SPARE: "备用机 spare",
}
