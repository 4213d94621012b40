package macaw.chassis.tracing.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.SpanStart.Kind;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import org.junit.jupiter.api.Test;

class OtelTracingTest {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    /** Not closed: that would empty the exporter. */
    private Tracing tracing(double ratio) {
        return new OtelTracing(
                "trainer", "trainer-1", ratio, Set.of("iteration"), SimpleSpanProcessor.create(exporter));
    }

    @Test
    void aTraceThatIsGivenIsBegunUnderItsIdAndGoneOnWithByTheSpansBelow() {
        TraceContext given = TraceContext.traceOf("default/run-0-1-0");
        Tracing tracing = tracing(1);
        Span first = tracing.begin(SpanStart.of("send", Kind.PRODUCER, given));
        Span second = tracing.begin(SpanStart.of("process", Kind.CONSUMER, first.context()));
        second.failed("OVERLOADED", "too much");
        second.close();
        first.close();
        tracing.begin(SpanStart.of("other", Kind.INTERNAL, TraceContext.NONE)).close();
        SpanData process = span("process");
        assertThat(process.getTraceId()).isEqualTo(given.traceId());
        assertThat(process.getParentSpanId()).isEqualTo(span("send").getSpanId());
        assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(process.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("OVERLOADED");
        assertThat(process.getResource().getAttribute(AttributeKey.stringKey("service.name")))
                .isEqualTo("trainer");
        assertThat(span("send").getTraceId()).isEqualTo(given.traceId());
        assertThat(span("send").getParentSpanContext().isValid()).isFalse();
        assertThat(span("other").getTraceId()).isNotEqualTo(given.traceId());
    }

    @Test
    void aRolloutIsRecordedOrNotByItsIdWhoeverDecides() {
        List<TraceContext> traces = IntStream.range(0, 2000)
                .mapToObj(i -> TraceContext.traceOf("default/run-0-" + i + "-0"))
                .toList();
        List<Boolean> decisions = new ArrayList<>();
        for (int attempt = 0; attempt < 2; attempt++) {
            Tracing tracing = tracing(0.1);
            traces.forEach(trace -> {
                try (Span span = tracing.begin(SpanStart.of("send", Kind.PRODUCER, trace))) {
                    assertThat(span.recorded()).isEqualTo(span.context().sampled());
                    decisions.add(span.recorded());
                }
            });
        }
        assertThat(decisions.subList(0, 2000)).isEqualTo(decisions.subList(2000, 4000));
        assertThat(decisions.stream().filter(recorded -> recorded).count()).isBetween(2 * 140L, 2 * 260L);
    }

    @Test
    void whatTheCallerDecidedHolds() {
        Tracing none = tracing(0);
        Tracing all = tracing(1);
        String trace = TraceContext.traceOf("x").traceId();
        none.begin(SpanStart.of("wanted", Kind.SERVER, new TraceContext(trace, "00f067aa0ba902b7", true)))
                .close();
        all.begin(SpanStart.of("unwanted", Kind.SERVER, new TraceContext(trace, "00f067aa0ba902b7", false)))
                .close();
        none.begin(SpanStart.of("iteration", Kind.INTERNAL, TraceContext.NONE)).close();
        none.begin(SpanStart.of("request", Kind.SERVER, TraceContext.NONE)).close();
        assertThat(exporter.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("wanted", "iteration");
    }

    @Test
    void aSpanLinksToWhatIsRecordedUpToTheLimit() {
        List<TraceContext> rollouts = IntStream.range(0, 3000)
                .mapToObj(i -> new TraceContext(
                        TraceContext.traceOf("rollout-" + i).traceId(), "00f067aa0ba902b7", i % 2 == 0))
                .toList();
        Tracing tracing = tracing(1);
        tracing.begin(SpanStart.of("training", Kind.INTERNAL, TraceContext.NONE).linkedTo(rollouts))
                .close();
        List<LinkData> links = span("training").getLinks();
        assertThat(links).hasSize(SpanStart.MOST_LINKS);
        assertThat(links)
                .extracting(link -> link.getSpanContext().getTraceId())
                .startsWith(
                        rollouts.get(0).traceId(),
                        rollouts.get(2).traceId(),
                        rollouts.get(4).traceId());
    }

    private SpanData span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
