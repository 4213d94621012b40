package macaw.chassis.tracing.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Says once that the collector takes no spans, and once that it does again. What it did not take is dropped. */
final class SaysOnce implements SpanExporter {
    private static final Logger LOG = Logger.getLogger(SaysOnce.class);

    private final SpanExporter exporter;
    private final String endpoint;
    private final AtomicBoolean refused = new AtomicBoolean();

    SaysOnce(SpanExporter exporter, String endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                if (refused.compareAndSet(true, false)) {
                    LOG.infof("%s takes traces again", endpoint);
                }
            } else if (refused.compareAndSet(false, true)) {
                LOG.warnf("%s takes no traces; until it does, spans are dropped and nothing waits for it", endpoint);
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
