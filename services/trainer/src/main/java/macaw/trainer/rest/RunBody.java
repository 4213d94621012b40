package macaw.trainer.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        @JsonRawValue String settings,
        Instant createdAt,
        Instant updatedAt) {
    static RunBody of(RunView view) {
        return new RunBody(
                view.run().namespace(),
                view.run().id(),
                view.run().kind().name().toLowerCase(Locale.ROOT),
                view.status().name(),
                RunCodec.failure(view.status()).orElse(null),
                view.epoch(),
                view.progress(),
                view.metrics(),
                view.output(),
                view.published().stream().map(Object::toString).toList(),
                view.run().settingsJson(),
                view.run().createdAt(),
                view.updatedAt());
    }
}
