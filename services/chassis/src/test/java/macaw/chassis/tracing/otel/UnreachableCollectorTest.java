package macaw.chassis.tracing.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import macaw.chassis.testing.TraceReceiver;
import macaw.chassis.tracing.SpanStart;
import macaw.chassis.tracing.SpanStart.Kind;
import macaw.chassis.tracing.TraceContext;
import macaw.errors.CodedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("integration")
class UnreachableCollectorTest {
    private static final int FAR_MORE_THAN_MAY_WAIT = 200_000;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord record) {
            // The SDK's own, a line a batch, are turned off by the services' configuration.
            if (!record.getLoggerName().startsWith("io.opentelemetry.exporter")) {
                lines.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        root.addHandler(listener);
    }

    @AfterEach
    void listenNoMore() {
        root.removeHandler(listener);
    }

    @Test
    void aCollectorThatIsAwayCostsALineAndIsTakenUpAgainWhenItIsThere() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (var tracing =
                new OtelTracing("test", "test-1", 1, Set.of(), TracingBeans.processor("http://127.0.0.1:" + port))) {
            for (int i = 0; i < FAR_MORE_THAN_MAY_WAIT; i++) {
                tracing.begin(SpanStart.of("lost", Kind.INTERNAL, TraceContext.NONE))
                        .close();
            }
            await(() -> said("takes no traces"));
            try (var receiver = new TraceReceiver(port)) {
                while (!said("takes traces again")) {
                    tracing.begin(SpanStart.of("kept", Kind.INTERNAL, TraceContext.NONE))
                            .close();
                }
                receiver.await(seen ->
                        seen.stream().anyMatch(each -> each.span().getName().equals("kept")));
                assertThat(receiver.spans()).hasSizeLessThan(FAR_MORE_THAN_MAY_WAIT);
                assertThat(lines).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel-collector:4317", "http://otel-collector", "grpc://otel:1", "nonsense here"})
    void anAddressThatIsNoneIsNamed(String endpoint) {
        assertThatThrownBy(() -> TracingBeans.processor(endpoint))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("MACAW_TRACES_ENDPOINT")
                .hasMessageContaining(endpoint);
    }

    private boolean said(String what) {
        return lines.stream().anyMatch(line -> line.contains(what));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
