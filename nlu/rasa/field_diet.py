"""One more DIET for one more field. Runs inside Rasa 3.6 (Python 3.10), never inside the desk.

Rasa knows one label a message, the intent. We label device, symptom and impact too; their labels travel in the metadata
of each example. Each field gets a classifier of its own, trained as Rasa trains intents, so that no field has to be
squeezed into another one's label. Stock DIET otherwise: same features, same loss, same ranking.
"""

from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIETClassifier
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

FIELD = "field"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FieldDIET(DIETClassifier):
    """Learns and tells the field its configuration names, as `{name, confidence}` beside the intent."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """DIET's own, without entities."""
        return {**DIETClassifier.get_default_config(), FIELD: "", "entity_recognition": False}

    def train(self, training_data: TrainingData) -> Resource:
        """As for intents, with the field's label in the intent's place. The shared messages stay as they are."""
        field = self.component_config[FIELD]
        relabelled = (_relabelled(message, field) for message in training_data.training_examples)
        return super().train(TrainingData([message for message in relabelled if message is not None]))

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the field to the answer."""
        for message in messages:
            label, _ = self._predict_label(self._predict(message))
            message.set(self.component_config[FIELD], label, add_to_output=True)
        return messages


def _relabelled(message: Message, field: Text) -> "Message | None":
    """A copy that says the field where it said the intent; None when the example does not say the field."""
    told = message.get(METADATA, {}).get(METADATA_EXAMPLE, {})
    label = message.get(INTENT) if field == INTENT else told.get(field)
    if label is None or not message.get(TEXT):
        return None
    features = [feature for feature in message.features if feature.attribute != INTENT]
    return Message(data={**message.data, INTENT: label}, features=features)
