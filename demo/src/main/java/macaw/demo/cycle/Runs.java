package macaw.demo.cycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.grpc.StatusRuntimeException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.Run;
import macaw.v1.RunKind;
import macaw.v1.RunRef;
import macaw.v1.RunState;
import macaw.v1.StartRunRequest;
import macaw.v1.VersionRef;

/** Starts runs and waits for what they publish. */
final class Runs {
    /** A run is known by the text of its settings, so their order is fixed. */
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final Services services;
    private final String namespace;
    private final DemoListener listener;

    Runs(Services services, String namespace, DemoListener listener) {
        this.services = services;
        this.namespace = namespace;
        this.listener = listener;
    }

    /** Runs to the end, or takes up the same run where it is; returns the last version that it published. */
    VersionRef run(String id, RunKind kind, Map<String, ?> settings) {
        return finished(start(id, kind, settings));
    }

    /** The same, but a run of that id is taken up whatever its settings: of those that hang on measured time. */
    VersionRef runOnce(String id, RunKind kind, Map<String, ?> settings) {
        return finished(find(id).orElseGet(() -> start(id, kind, settings)));
    }

    private Run start(String id, RunKind kind, Map<String, ?> settings) {
        return services.training()
                .startRun(StartRunRequest.newBuilder()
                        .setNamespace(namespace)
                        .setRunId(id)
                        .setKind(kind)
                        .setSettingsJson(json(settings))
                        .build());
    }

    private Optional<Run> find(String id) {
        try {
            return Optional.of(services.training()
                    .getRun(RunRef.newBuilder()
                            .setNamespace(namespace)
                            .setRunId(id)
                            .build()));
        } catch (StatusRuntimeException e) {
            if (Refusals.isFor(ErrorCode.RUN_UNKNOWN, e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private VersionRef finished(Run started) {
        Iterator<Run> states = services.training()
                .watchRun(RunRef.newBuilder()
                        .setNamespace(namespace)
                        .setRunId(started.getRunId())
                        .build());
        Run last = started;
        while (states.hasNext()) {
            last = states.next();
            listener.progress(last.getProgress().getStep(), last.getProgress().getTotalSteps(), news(last));
        }
        if (last.getState() != RunState.RUN_STATE_FINISHED || last.getPublishedCount() == 0) {
            throw new CodedException(
                    ErrorCode.INTERNAL,
                    "run %s ended as %s: %s %s"
                            .formatted(
                                    last.getRunId(),
                                    last.getState(),
                                    last.getFailure().getCode(),
                                    last.getFailure().getMessage()));
        }
        return last.getPublished(last.getPublishedCount() - 1);
    }

    private static String news(Run run) {
        if (run.hasFailure()) {
            return run.getFailure().getCode() + ": " + run.getFailure().getMessage();
        }
        String metrics = run.getMetricsMap().entrySet().stream()
                .filter(metric -> Metrics.SHOWN.contains(metric.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .map(metric -> "%s %.3f".formatted(metric.getKey(), metric.getValue()))
                .collect(Collectors.joining(", "));
        return metrics.isEmpty() ? run.getProgress().getActivity() : metrics;
    }

    private static String json(Map<String, ?> settings) {
        try {
            return JSON.writeValueAsString(settings);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
