package macaw.trainer.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.Topics;
import macaw.records.VersionRef;
import macaw.trainer.publishing.VersionEvents;
import macaw.trainer.wire.VersionCodec;

/** Topics policy-versions, reward-versions and aliases. */
public final class KafkaVersionEvents implements VersionEvents {
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(10);

    private final AckedProducer producer;
    private final Topics topics;
    private final InstantSource clock;
    private final AckedSends sends = new AckedSends(ACKNOWLEDGED_WITHIN);

    /** Tells of versions through this producer. */
    public KafkaVersionEvents(AckedProducer producer, Topics topics, InstantSource clock) {
        this.producer = producer;
        this.topics = topics;
        this.clock = clock;
    }

    @Override
    public void published(PublishedVersion version) {
        tell(version, clock.instant());
    }

    @Override
    public void present(PublishedVersion version) {
        tell(version, Instant.EPOCH);
    }

    private void tell(PublishedVersion version, Instant publishedAt) {
        String topic = topics.fullName(
                switch (version.kind()) {
                    case POLICY -> "policy-versions";
                    case REWARD -> "reward-versions";
                });
        VersionRef ref = version.ref();
        send(
                topic,
                ref.name() + "@" + ref.number(),
                VersionCodec.encode(version, publishedAt).toByteArray());
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
