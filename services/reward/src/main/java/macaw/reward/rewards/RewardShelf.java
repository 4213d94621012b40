package macaw.reward.rewards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.chassis.engine.EngineThread;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import macaw.reward.scoring.BatchedScorer;
import org.jspecify.annotations.Nullable;

/**
 * The reward models that are loaded. A version is opened, verified against its manifest, when it is first asked for; when more are loaded than
 * there is room for, the one unused for longest goes, as soon as nothing is being scored by it.
 */
public final class RewardShelf implements AutoCloseable {
    private final Versions versions;
    private final EngineThread engine;
    private final AnswerText texts;
    private final RemoteScorer.Connector remotes;
    private final Settings settings;
    private final Executor patient;
    private final Map<VersionRef, Place> places = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * How much room there is.
     *
     * @param loaded versions kept open
     * @param threads native threads of a batch
     * @param limits of each local model's batches
     */
    public record Settings(int loaded, int threads, BatchedScorer.Limits limits) {
        /** Refuses no room and no thread. */
        public Settings {
            if (loaded < 1 || threads < 1) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        "loaded and threads must be >= 1, were " + loaded + " and " + threads);
            }
        }
    }

    private static final class Place {
        private final CompletableFuture<RewardModel> model = new CompletableFuture<>();
        private int inUse;
    }

    /** An empty shelf before this store. */
    public RewardShelf(
            Versions versions,
            EngineThread engine,
            AnswerText texts,
            RemoteScorer.Connector remotes,
            Settings settings) {
        this.versions = versions;
        this.engine = engine;
        this.texts = texts;
        this.remotes = remotes;
        this.settings = settings;
        this.patient = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("reward-", 0).factory());
    }

    /** The raw score of an exchange by a version; loads it if need be. Does not block. */
    public CompletableFuture<Double> score(VersionRef version, Exchange exchange) {
        return with(version, model -> model.score(exchange)).thenApply(score -> finite(version, score));
    }

    /** Loads a version so that the first score need not wait. */
    public CompletableFuture<?> load(VersionRef version) {
        return with(version, CompletableFuture::completedFuture);
    }

    /** Whether the version is loaded now. */
    public boolean isLoaded(VersionRef version) {
        synchronized (places) {
            Place place = places.get(version);
            return place != null && place.model.isDone() && !place.model.isCompletedExceptionally();
        }
    }

    private static double finite(VersionRef version, double score) {
        if (!Double.isFinite(score)) {
            throw new CodedException(ErrorCode.SCORE_NOT_FINITE, version + " scored " + score);
        }
        return score;
    }

    private <T> CompletableFuture<T> with(VersionRef version, Function<RewardModel, CompletableFuture<T>> use) {
        Place place = take(version);
        LogSubject subject = LogContext.current();
        // The model's own threads answer; encoding and looking a tokenizer up happen on a virtual thread.
        return place.model
                .thenComposeAsync(
                        model -> {
                            try (var lines = LogContext.of(subject)) {
                                return use.apply(model);
                            }
                        },
                        patient)
                .whenComplete((result, e) -> giveBack(version, place));
    }

    private Place take(VersionRef version) {
        synchronized (places) {
            Place known = places.get(version);
            if (known != null) {
                known.inUse++;
                return known;
            }
            var fresh = new Place();
            fresh.inUse++;
            places.put(version, fresh);
            patient.execute(() -> open(version, fresh));
            return fresh;
        }
    }

    private void giveBack(VersionRef version, Place place) {
        List<Place> leaving = new ArrayList<>();
        synchronized (places) {
            place.inUse--;
            if (place.model.isCompletedExceptionally()) {
                // The next one to ask tries again.
                places.remove(version, place);
            }
            var eldestFirst = places.entrySet().iterator();
            while (places.size() > settings.loaded() && eldestFirst.hasNext()) {
                Place candidate = eldestFirst.next().getValue();
                if (candidate.inUse == 0) {
                    eldestFirst.remove();
                    leaving.add(candidate);
                }
            }
        }
        leaving.forEach(each -> each.model.thenAccept(RewardModel::close));
    }

    private void open(VersionRef version, Place place) {
        try {
            LocalCopy files = versions.open(VersionKind.REWARD, version);
            open(version, place, files);
        } catch (RuntimeException e) {
            place.model.completeExceptionally(e);
        }
    }

    private void open(VersionRef version, Place place, LocalCopy files) {
        boolean opening = false;
        try {
            switch (RewardKind.read(files.directory())) {
                case RewardKind.Local() -> {
                    var model = engine.<RewardModel>submit(() -> LocalReward.open(
                            version, files.directory(), engine, settings.threads(), settings.limits()));
                    opening = true;
                    model.whenComplete((opened, e) -> {
                        files.close();
                        finish(place, opened, e);
                    });
                }
                case RewardKind.ByRule(Rule rule) -> place.model.complete(new RuleReward(version, rule, texts));
                case RewardKind.Remote remote ->
                    place.model.complete(
                            new RemoteReward(version, remotes.connect(remote), texts, RemoteReward.Patience.DEFAULT));
            }
        } finally {
            if (!opening) {
                files.close();
            }
        }
    }

    private static void finish(Place place, @Nullable RewardModel model, @Nullable Throwable e) {
        if (e != null) {
            place.model.completeExceptionally(e);
        } else if (model != null) {
            place.model.complete(model);
        }
    }

    /** Closes what is loaded; called when nothing is being scored any more. */
    @Override
    public void close() {
        List<Place> all;
        synchronized (places) {
            all = List.copyOf(places.values());
            places.clear();
        }
        all.forEach(each -> each.model.thenAccept(RewardModel::close));
    }
}
