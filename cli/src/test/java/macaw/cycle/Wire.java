package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import macaw.localstack.Instance;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The stack's topics from outside, and what its services count. */
final class Wire {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LocalStack stack;

    Wire(LocalStack stack) {
        this.stack = stack;
    }

    /** The whole name of a topic. */
    static String topic(String name) {
        return "macaw.default." + name;
    }

    void send(String topic, String key, byte[] value) {
        produce(new ProducerRecord<>(topic(topic), key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Takes a key out of a compacted topic again. */
    void remove(String topic, String key) {
        produce(new ProducerRecord<>(topic(topic), key.getBytes(StandardCharsets.UTF_8), null));
    }

    private void produce(ProducerRecord<byte[], byte[]> record) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", stack.kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record);
        }
    }

    /** What is in a topic now, partition by partition. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", stack.kafka(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic(topic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
            return records;
        }
    }

    /** The sum of a service's counters of one name that have all of these labels, each as {@code name="value"}; of its first instance. */
    double counted(Service service, String counter, String... labels) {
        return counted(Instance.first(service), counter, labels);
    }

    /** The same of any instance. */
    double counted(Instance instance, String counter, String... labels) {
        HttpRequest page = HttpRequest.newBuilder(
                        URI.create(stack.address(instance).managementUrl() + "/q/metrics"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(page, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(counter + "{")
                            && List.of(labels).stream().allMatch(line::contains))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(instance.title() + " does not show its metrics", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
