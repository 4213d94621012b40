package macaw.chassis.tracing.otel;

import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import macaw.chassis.lifecycle.Phases;
import macaw.chassis.lifecycle.ProcessName;
import macaw.chassis.lifecycle.SettingsGate;
import macaw.chassis.settings.ServiceSettings;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Traces as the settings have them: sent to a collector, or none at all. */
@ApplicationScoped
public class TracingBeans {
    /** Spans that wait for the collector; more are dropped. */
    private static final int QUEUED = 4096;

    private static final int BATCH = 512;
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** What there is one of an iteration, however many rollouts it has. */
    private static final Set<String> ALWAYS = Set.of("ppo iteration");

    TracingBeans(SettingsGate checked) {}

    @Produces
    @Singleton
    Tracing tracing(ServiceSettings settings, @ConfigProperty(name = "quarkus.application.name") String service) {
        ServiceSettings.Traces traces = settings.traces();
        Optional<String> endpoint = traces.endpoint().filter(text -> !text.isBlank());
        if (endpoint.isEmpty()) {
            return Tracing.OFF;
        }
        String instance = ProcessName.in(settings.stateDir());
        return new OtelTracing(service, instance, traces.ratio(), ALWAYS, processor(endpoint.get()));
    }

    void close(@Observes @Priority(Phases.LAST + 1) ShutdownEvent end, Tracing tracing) {
        if (tracing instanceof OtelTracing sent) {
            sent.close();
        }
    }

    /** A bounded queue before the collector; a full one drops what comes, and nobody waits. */
    static SpanProcessor processor(String endpoint) {
        // Loads what Quarkus keeps gRPC's context in: the SDK's thread has no class loader that could.
        var _ = io.grpc.Context.current();
        var exporter = OtlpGrpcSpanExporter.builder()
                .setEndpoint(address(endpoint))
                .setTimeout(ANSWER_WITHIN)
                .build();
        return BatchSpanProcessor.builder(new SaysOnce(exporter, endpoint))
                .setMaxQueueSize(QUEUED)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(EVERY)
                .setExporterTimeout(ANSWER_WITHIN.multipliedBy(2))
                .build();
    }

    private static String address(String endpoint) {
        try {
            URI address = URI.create(endpoint.strip());
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getPort() > 0) {
                return address.toString();
            }
        } catch (IllegalArgumentException notAnAddress) {
            // said below
        }
        throw new CodedException(
                ErrorCode.SETTINGS_INVALID,
                "MACAW_TRACES_ENDPOINT must be http://HOST:PORT or https://HOST:PORT of an OTLP receiver (gRPC), was \""
                        + endpoint + "\"");
    }
}
