package macaw.cli.bench;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import macaw.cli.bench.figures.Latency;
import macaw.cli.datasets.Row;
import macaw.localstack.StackException;
import macaw.records.VersionRef;
import macaw.records.wire.RolloutCodec;
import macaw.v1.ItemScore;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.RewardServiceGrpc.RewardServiceBlockingStub;
import macaw.v1.ScoreItem;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import org.jspecify.annotations.Nullable;

/**
 * Callers who have answers scored, one answer a request, each asking again as soon as it has its score. Every reply must be to its request, by the
 * version that was asked, and the same for the same answer each time.
 *
 * @param rows prompts with answers; a load goes round
 * @param shift how long a load lasts
 */
final class ScoringLoad {
    private final Channel channel;
    private final VersionRef reward;
    private final List<Row.Demonstration> rows;
    private final Duration shift;
    private final Map<Integer, Double> known = new ConcurrentHashMap<>();

    ScoringLoad(Channel channel, VersionRef reward, List<Row.Demonstration> rows, Duration shift) {
        this.channel = channel;
        this.reward = reward;
        this.rows = List.copyOf(rows);
        this.shift = shift;
    }

    /** So many callers, each with a call of its own. */
    Latency unary(int callers) throws InterruptedException {
        Collection<Double> millis = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + shift.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int first = caller;
                working.add(threads.submit(() -> call(first, callers, end, millis)));
            }
            for (Future<?> each : working) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
        return Latency.of(List.copyOf(millis), shift.toNanos() / 1e9);
    }

    private void call(int first, int step, long end, Collection<Double> millis) {
        RewardServiceBlockingStub scorer = RewardServiceGrpc.newBlockingStub(channel);
        for (int i = first; System.nanoTime() < end; i += step) {
            long begin = System.nanoTime();
            ScoreResponse response = scorer.score(request(i));
            millis.add((System.nanoTime() - begin) / 1e6);
            check(response, i);
        }
    }

    /** One stream with so many requests open. */
    Latency stream(int open) throws InterruptedException {
        var stream = new Stream(System.nanoTime() + shift.toNanos());
        stream.begin(open);
        try {
            return Latency.of(stream.over.get(), shift.toNanos() / 1e9);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    /** Replies come in any order; each is followed by the next request. */
    private final class Stream implements StreamObserver<ScoreResponse> {
        final CompletableFuture<List<Double>> over = new CompletableFuture<>();
        private final long end;
        private final Map<Integer, Long> begun = new HashMap<>();
        private final List<Double> millis = new ArrayList<>();
        private @Nullable StreamObserver<ScoreRequest> requests;
        private int asked;

        Stream(long end) {
            this.end = end;
        }

        synchronized void begin(int open) {
            requests = RewardServiceGrpc.newStub(channel).scoreStream(this);
            for (int i = 0; i < open; i++) {
                ask(requests);
            }
        }

        private void ask(StreamObserver<ScoreRequest> to) {
            begun.put(asked, System.nanoTime());
            to.onNext(request(asked++));
        }

        @Override
        public synchronized void onNext(ScoreResponse response) {
            try {
                int id = Integer.parseInt(response.getRequestId());
                Long begin = begun.remove(id);
                if (begin == null || requests == null) {
                    throw new StackException("request " + id + " was answered twice or never made");
                }
                long now = System.nanoTime();
                millis.add((now - begin) / 1e6);
                check(response, id);
                if (now < end) {
                    ask(requests);
                } else if (begun.isEmpty()) {
                    requests.onCompleted();
                }
            } catch (RuntimeException e) {
                over.completeExceptionally(e);
                if (requests != null) {
                    requests.onError(e);
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            over.completeExceptionally(failure);
        }

        @Override
        public synchronized void onCompleted() {
            over.complete(millis);
        }
    }

    private ScoreRequest request(int id) {
        Row.Demonstration row = rows.get(id % rows.size());
        return ScoreRequest.newBuilder()
                .setRequestId(Integer.toString(id))
                .setReward(reward.toString())
                .addItems(ScoreItem.newBuilder()
                        .setPromptText(row.prompt().question())
                        .setResponseText(row.response()))
                .build();
    }

    private void check(ScoreResponse response, int id) {
        if (response.getScoresCount() == 1 && response.getScores(0).hasFailure()) {
            throw new StackException("the reward service does not score: "
                    + response.getScores(0).getFailure().getCode() + ": "
                    + response.getScores(0).getFailure().getMessage());
        }
        if (!response.getRequestId().equals(Integer.toString(id))
                || response.getScoresCount() != 1
                || !RolloutCodec.decode(response.getReward()).equals(reward)) {
            throw new StackException("request " + id + " has a reply to something else: " + response);
        }
        ItemScore score = response.getScores(0);
        Double before = known.putIfAbsent(id % rows.size(), score.getValue());
        if (before != null && before != score.getValue()) {
            throw new StackException("one answer has two scores: " + before + " and " + score.getValue());
        }
    }

    private static StackException failed(@Nullable Throwable cause) {
        return cause instanceof StackException known
                ? known
                : new StackException("the reward service refused: " + cause, cause);
    }
}
