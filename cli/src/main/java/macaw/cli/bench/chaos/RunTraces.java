package macaw.cli.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import macaw.cli.bench.chaos.Evidence.Scored;
import macaw.cli.bench.chaos.Evidence.Trained;
import macaw.localstack.LocalStack;
import macaw.localstack.StackException;
import macaw.topics.Topics;
import macaw.v1.ScoredRollout;
import macaw.v1.VersionRef;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a run left in the store and in the topics, read from the files and the broker themselves. */
final class RunTraces {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final String namespace;
    private final Topics topics;

    RunTraces(LocalStack stack, String namespace) {
        this.stack = stack;
        this.namespace = namespace;
        this.topics = Topics.of(namespace);
    }

    /** SHA-256 of a version's weights. */
    String weights(String folder, VersionRef version) throws IOException {
        return sha256(Files.readAllBytes(stack.store()
                .resolve("%s/%s/%s/%06d/model.safetensors"
                        .formatted(namespace, folder, version.getName(), version.getNumber()))));
    }

    /**
     * What a run that is done was trained on.
     *
     * @param steps that it had
     */
    Evidence evidence(String run, long steps, Subject subject) throws IOException {
        Path folder = stack.store().resolve(namespace).resolve("runs").resolve(run);
        JsonNode flow = JSON.readTree(lastCheckpoint(folder.resolve("checkpoints"))
                .resolve("flow.json")
                .toFile());
        if (flow.required("step").asLong() != steps) {
            throw new StackException(
                    "the last checkpoint of run " + run + " is of step " + flow.required("step") + ", not of " + steps);
        }
        return Evidence.of(
                asked(run),
                trained(folder.resolve("trained"), flow.path("trained").asText("")),
                scored(run),
                iteration -> iteration <= subject.staleness()
                        ? subject.policy()
                        : run + "@" + (iteration - subject.staleness()),
                flow.required("tokens").asLong());
    }

    private static Path lastCheckpoint(Path folder) throws IOException {
        try (Stream<Path> checkpoints = Files.list(folder)) {
            return checkpoints
                    .filter(checkpoint -> Files.exists(checkpoint.resolve("manifest.json")))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new StackException("there is no checkpoint in " + folder));
        }
    }

    /** Along the chain, from the last iteration to the first. */
    private static List<Trained> trained(Path folder, String last) throws IOException {
        Map<String, JsonNode> links = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    byte[] link = Files.readAllBytes(file);
                    links.put(sha256(link), JSON.readTree(link));
                }
            }
        }
        List<Trained> trained = new ArrayList<>();
        String next = last;
        while (!next.isEmpty()) {
            JsonNode link = links.get(next);
            if (link == null) {
                throw new StackException("the chain of iterations breaks: there is no " + next + " in " + folder);
            }
            int iteration = link.required("iteration").asInt();
            link.required("rollouts")
                    .forEach(rollout -> trained.add(new Trained(
                            iteration,
                            rollout.required("id").asText(),
                            rollout.required("partition").asInt(),
                            rollout.required("offset").asLong())));
            next = link.required("before").asText();
        }
        return trained;
    }

    private Set<String> asked(String run) {
        Set<String> asked = new HashSet<>();
        records("prompts", run).forEach(record -> asked.add(record.key()));
        return asked;
    }

    private List<Scored> scored(String run) throws InvalidProtocolBufferException {
        List<Scored> scored = new ArrayList<>();
        for (var record : records("scored-rollouts", run)) {
            ScoredRollout message = ScoredRollout.parseFrom(record.value());
            VersionRef policy = message.getRollout().getPolicy();
            scored.add(new Scored(
                    record.key(),
                    message.getRollout().getPrompt().getIteration(),
                    policy.getName() + "@" + policy.getNumber(),
                    record.partition(),
                    record.offset(),
                    message.hasScores()));
        }
        return scored;
    }

    /** All of one run, by partition in the order of their offsets. */
    private List<ConsumerRecord<String, byte[]>> records(String topic, String run) {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka(), "enable.auto.commit", false);
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(topics.fullName(topic), PATIENCE).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), PATIENCE);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
                for (var record : consumer.poll(PATIENCE)) {
                    if (record.key() != null && record.key().startsWith(run + ".")) {
                        found.add(record);
                    }
                }
            }
            return found;
        } catch (KafkaException e) {
            throw new StackException("the broker does not answer: " + e.getMessage(), e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
