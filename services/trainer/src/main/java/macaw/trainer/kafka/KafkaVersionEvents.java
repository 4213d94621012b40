package macaw.trainer.kafka;

import java.time.Duration;
import java.util.Locale;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.chassis.kafka.AckedProducer;
import macaw.records.VersionRef;
import macaw.topics.Topics;
import macaw.trainer.publishing.VersionEvents;
import macaw.trainer.wire.VersionCodec;
import macaw.v1.VersionPublished;

/** Topics policy-versions, reward-versions and aliases. */
public final class KafkaVersionEvents implements VersionEvents {
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(10);

    private final AckedProducer producer;
    private final Topics topics;
    private final AckedSends sends = new AckedSends(ACKNOWLEDGED_WITHIN);

    /** Tells of versions through this producer. */
    public KafkaVersionEvents(AckedProducer producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    @Override
    public void published(PublishedVersion version) {
        tell(version, VersionCodec.encode(version));
    }

    @Override
    public void present(PublishedVersion version) {
        tell(
                version,
                VersionCodec.encode(version).toBuilder()
                        .clearPublishedAtMicros()
                        .build());
    }

    private void tell(PublishedVersion version, VersionPublished message) {
        String topic = topics.fullName(
                switch (version.kind()) {
                    case POLICY -> "policy-versions";
                    case REWARD -> "reward-versions";
                });
        send(topic, version.ref().name() + "@" + version.ref().number(), message.toByteArray());
    }

    @Override
    public void aliasChanged(VersionKind kind, String alias, VersionRef version) {
        String key = kind.name().toLowerCase(Locale.ROOT) + "/" + alias;
        send(
                topics.fullName("aliases"),
                key,
                VersionCodec.encode(kind, alias, version).toByteArray());
    }

    private void send(String topic, String key, byte[] value) {
        String name = topic + " " + key;
        sends.await(name, sends.begin(name, () -> producer.send(topic, key, value)));
    }
}
