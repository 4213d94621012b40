package macaw.chassis.tracing.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.Set;

/**
 * Which traces are recorded: as the caller decided; of those that begin here a share, by their id, and all of a few names.
 *
 * @param always names of spans that are recorded whenever they begin a trace
 * @param share decides on the others
 */
record Sampling(Set<String> always, Sampler share) implements Sampler {
    static Sampler of(double ratio, Set<String> always) {
        return Sampler.parentBased(new Sampling(Set.copyOf(always), Sampler.traceIdRatioBased(ratio)));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return always.contains(name)
                ? SamplingResult.recordAndSample()
                : share.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return always + " and " + share.getDescription();
    }
}
