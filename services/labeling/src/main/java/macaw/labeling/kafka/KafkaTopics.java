package macaw.labeling.kafka;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import macaw.chassis.kafka.AckedProducer;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.outbox.Entry;
import macaw.labeling.outbox.Topics;

/** The topics {@code demonstrations} and {@code comparisons} of each namespace. */
public final class KafkaTopics implements Topics {
    private final AckedProducer producer;

    public KafkaTopics(AckedProducer producer) {
        this.producer = producer;
    }

    @Override
    public void send(List<Entry> entries) {
        var written = entries.stream().map(this::send).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(written).get();
        } catch (ExecutionException e) {
            throw new CodedException(ErrorCode.BROKER_UNAVAILABLE, String.valueOf(e.getMessage()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while records were under way");
        }
    }

    private CompletableFuture<?> send(Entry entry) {
        String topic = macaw.chassis.kafka.Topics.of(entry.namespace()).fullName(entry.topic());
        return producer.send(topic, entry.key(), entry.value().orElse(null));
    }
}
