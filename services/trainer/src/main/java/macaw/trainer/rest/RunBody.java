package macaw.trainer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import macaw.records.Failure;
import macaw.trainer.runs.RunProgress;
import macaw.trainer.runs.RunView;
import macaw.trainer.wire.RunCodec;
import org.jspecify.annotations.Nullable;

/** A run as JSON. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunBody(
        String namespace,
        String id,
        String kind,
        String state,
        @Nullable Failure failure,
        long epoch,
        RunProgress progress,
        Map<String, Double> metrics,
        String output,
        List<String> published,
        Map<String, String> models,
        Map<String, String> data,
        List<Weighted> rewards,
        @JsonRawValue String settings,
        Instant createdAt,
        Instant updatedAt) {
    /** A reward version that scores rollouts. */
    record Weighted(String version, double weight) {}

    private static Map<String, String> models(RunView view) {
        Map<String, String> models = new TreeMap<>();
        view.run()
                .models()
                .forEach((role, model) -> models.put(role, model.ref().toString()));
        return models;
    }

    static RunBody of(RunView view) {
        return new RunBody(
                view.run().namespace(),
                view.run().id(),
                Kinds.name(view.run().kind()),
                view.status().name(),
                RunCodec.failure(view.status()).orElse(null),
                view.epoch(),
                view.progress(),
                view.metrics(),
                view.output(),
                view.published().stream().map(Object::toString).toList(),
                models(view),
                new TreeMap<>(view.run().data()),
                view.run().rewards().stream()
                        .map(reward -> new Weighted(reward.reward().toString(), reward.weight()))
                        .toList(),
                view.run().settingsJson(),
                view.run().createdAt(),
                view.updatedAt());
    }
}
