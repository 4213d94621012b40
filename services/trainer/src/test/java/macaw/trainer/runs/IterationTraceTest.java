package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.chassis.tracing.otel.OtelTracing;
import macaw.trainer.runs.StageClock.Stage;
import org.junit.jupiter.api.Test;

class IterationTraceTest {
    private static final Instant BEGIN = Instant.ofEpochSecond(1000);

    private final List<SpanData> ended = new ArrayList<>();

    @Test
    void theStagesOfAnIterationFillItAndItsTrainingLinksToWhatItWasTrainedOn() {
        TraceContext recorded = new TraceContext(TraceContext.traceOf("a").traceId(), "00f067aa0ba902b7", true);
        TraceContext unrecorded = new TraceContext(TraceContext.traceOf("b").traceId(), "00f067aa0ba902b7", false);
        try (var trace = new IterationTrace(tracing(), "run", BEGIN)) {
            trace.begin(0);
            trace.ended(Stage.PROMPTS, BEGIN.plusSeconds(1));
            trace.ended(Stage.WAITING, BEGIN.plusSeconds(5));
            TraceContext lines = trace.train(List.of(recorded, unrecorded, TraceContext.NONE), 0);
            trace.ended(Stage.TRAINING, BEGIN.plusSeconds(8));
            trace.ended(Stage.CHECKPOINT, BEGIN.plusSeconds(9));
            trace.ended(Stage.PUBLISH, BEGIN.plusSeconds(10));
            trace.published("out@1");
            assertThat(lines.spanId()).isEqualTo(span("ppo training").getSpanId());
        }
        SpanData iteration = span("ppo iteration");
        assertThat(ended)
                .extracting(SpanData::getName)
                .containsExactly(
                        "ppo prompts", "ppo waiting", "ppo training", "ppo checkpoint", "ppo publish", "ppo iteration");
        assertThat(ended.subList(0, 5))
                .allSatisfy(stage -> assertThat(stage.getParentSpanId()).isEqualTo(iteration.getSpanId()));
        assertThat(ended.subList(0, 5).stream()
                        .mapToLong(IterationTraceTest::nanos)
                        .sum())
                .isEqualTo(nanos(iteration))
                .isEqualTo(10_000_000_000L);
        assertThat(span("ppo training").getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(recorded.traceId());
    }

    @Test
    void anIterationThatIsLeftInTheMiddleIsSeenAsFarAsItCame() {
        try (var trace = new IterationTrace(tracing(), "run", BEGIN)) {
            trace.begin(4);
            trace.ended(Stage.PROMPTS, BEGIN.plusSeconds(1));
            trace.train(List.of(), 4);
        }
        assertThat(ended).extracting(SpanData::getName).containsExactly("ppo prompts", "ppo training", "ppo iteration");
    }

    private Tracing tracing() {
        return new OtelTracing("trainer", "test", 1, Set.of(), SimpleSpanProcessor.create(new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                ended.addAll(spans);
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        }));
    }

    private SpanData span(String name) {
        return ended.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long nanos(SpanData span) {
        return span.getEndEpochNanos() - span.getStartEpochNanos();
    }
}
