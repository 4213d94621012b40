package macaw.chassis.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.topics.kafka.KafkaSecurity;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How this process talks to the broker.
 *
 * @param bootstrap host:port, comma separated
 * @param instance name of this process that survives its restart; a killed consumer that comes back under it takes its partitions up at once
 * @param security how it lets us in
 */
public record KafkaConnection(String bootstrap, String instance, KafkaSecurity security) {
    private static final int SESSION_MILLIS = 10_000;
    /** Of the topic in topics.yaml with the largest messages. */
    private static final int LARGEST_REQUEST = 2 << 20;

    private static final Pattern HOST_AND_PORT = Pattern.compile("\\S+:\\d+");

    /** Errors: SETTINGS_INVALID when the addresses are none; whether somebody answers there is seen later. */
    public KafkaConnection {
        for (String address : bootstrap.split(",", -1)) {
            if (!HOST_AND_PORT.matcher(address.strip()).matches()) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "MACAW_KAFKA_BOOTSTRAP must be host:port, comma separated, was \"" + bootstrap + "\"");
            }
        }
    }

    /** To a broker that lets everybody in. */
    public KafkaConnection(String bootstrap, String instance) {
        this(bootstrap, instance, KafkaSecurity.NONE);
    }

    /** Settings of a consumer of bytes without a group; who uses it assigns partitions and keeps offsets. */
    public Map<String, Object> reader(String purpose) {
        var settings = common(purpose);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 30_000);
        return settings;
    }

    /** Settings of a consumer in a group that polls at most so many records at once. */
    Map<String, Object> member(String group, String purpose, int maxRecords) {
        var settings = reader(purpose);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, purpose + "-" + instance);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 5);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
        return settings;
    }

    /** Settings of an idempotent producer that waits for the broker as long as it takes. */
    Map<String, Object> producer(String purpose) {
        var settings = common(purpose);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    /**
     * Settings of a transactional producer: of several that are made as the same writer only the latest can write, whatever the others have under
     * way. It gives up after the patience.
     */
    public Map<String, Object> soleWriter(String purpose, String writer, Duration patience) {
        var settings = producer(purpose);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, writer);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis() / 2));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        return settings;
    }

    /** Settings of an admin client that gives up after so many milliseconds. */
    public Map<String, Object> admin(String purpose, int timeoutMillis) {
        var settings = common(purpose);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        return settings;
    }

    private Map<String, Object> common(String purpose) {
        var settings = new HashMap<>(security.properties());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, purpose);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
