package macaw.chassis.tracing.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import macaw.chassis.tracing.Span;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;

/**
 * Spans of OpenTelemetry's SDK. Contexts are handed from caller to callee by hand, as the rest of the chassis does it, so the SDK's own
 * thread-local context stays empty.
 */
public final class OtelTracing implements Tracing, AutoCloseable {
    private static final Duration LAST_SPANS_WITHIN = Duration.ofSeconds(2);
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final GivenTraceIds traceIds = new GivenTraceIds();

    /**
     * @param service name of this service
     * @param instance tells its replicas apart
     * @param ratio share of traces that are recorded, 0 to 1
     * @param always names of spans that are recorded whenever they begin a trace: those that are few
     * @param processor where ended spans go
     */
    public OtelTracing(String service, String instance, double ratio, Set<String> always, SpanProcessor processor) {
        Resource resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                service,
                AttributeKey.stringKey("service.namespace"),
                "macaw",
                AttributeKey.stringKey("service.instance.id"),
                instance));
        this.provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setIdGenerator(traceIds)
                .setSampler(Sampling.of(ratio, always))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxNumberOfLinks(SpanStart.MOST_LINKS)
                        .build())
                .addSpanProcessor(processor)
                .build();
        this.tracer = provider.get("macaw");
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Span begin(SpanStart start) {
        SpanBuilder builder = tracer.spanBuilder(start.name()).setSpanKind(kind(start.kind()));
        start.links().forEach(link -> builder.addLink(spanContext(link)));
        start.at().ifPresent(builder::setStartTimestamp);
        TraceContext parent = start.parent();
        if (parent.present()) {
            builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(spanContext(parent))));
            return new Recording(builder.startSpan());
        }
        builder.setNoParent();
        return new Recording(
                parent.traceId().isEmpty()
                        ? builder.startSpan()
                        : traceIds.within(parent.traceId(), builder::startSpan));
    }

    private static SpanContext spanContext(TraceContext context) {
        return SpanContext.createFromRemoteParent(
                context.traceId(),
                context.spanId(),
                context.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    private static io.opentelemetry.api.trace.SpanKind kind(SpanStart.Kind kind) {
        return switch (kind) {
            case INTERNAL -> io.opentelemetry.api.trace.SpanKind.INTERNAL;
            case SERVER -> io.opentelemetry.api.trace.SpanKind.SERVER;
            case CLIENT -> io.opentelemetry.api.trace.SpanKind.CLIENT;
            case PRODUCER -> io.opentelemetry.api.trace.SpanKind.PRODUCER;
            case CONSUMER -> io.opentelemetry.api.trace.SpanKind.CONSUMER;
        };
    }

    /** Sends what is left, for a bounded time. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_SPANS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Recording(io.opentelemetry.api.trace.Span span) implements Span {
        @Override
        public TraceContext context() {
            SpanContext context = span.getSpanContext();
            return new TraceContext(context.getTraceId(), context.getSpanId(), context.isSampled());
        }

        @Override
        public boolean recorded() {
            return span.isRecording();
        }

        @Override
        public Span with(String key, String value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public Span with(String key, long value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public Span with(String key, double value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public void failed(String code, String message) {
            span.setStatus(StatusCode.ERROR, message).setAttribute(ERROR, code);
        }

        @Override
        public void end(Instant at) {
            span.end(at);
        }

        @Override
        public void close() {
            span.end();
        }
    }
}
