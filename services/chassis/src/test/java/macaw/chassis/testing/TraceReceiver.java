package macaw.chassis.testing;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A receiver of traces as a collector has it: OTLP over gRPC, on loopback. Keeps what it is sent. */
public final class TraceReceiver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Seen> spans = Collections.synchronizedList(new ArrayList<>());
    private final Server server;

    /** A span that was sent, and which service sent it. */
    public record Seen(String service, Span span) {
        /** 32 hexadecimal digits. */
        public String trace() {
            return hex(span.getTraceId());
        }

        /** 16 hexadecimal digits. */
        public String id() {
            return hex(span.getSpanId());
        }

        /** Empty where it begins its trace. */
        public String parent() {
            return hex(span.getParentSpanId());
        }

        /** Which service did what. */
        public String title() {
            return service + ": " + span.getName();
        }

        /** What it says under that key; empty where it says nothing. */
        public String attribute(String key) {
            return text(span.getAttributesList(), key);
        }
    }

    /** Listens on a free port. */
    public TraceReceiver() {
        this(0);
    }

    /** Listens on that port. */
    public TraceReceiver(int port) {
        try {
            server = Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                    .addService(new Intake())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What MACAW_TRACES_ENDPOINT has to be. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** All there was so far. */
    public List<Seen> spans() {
        synchronized (spans) {
            return List.copyOf(spans);
        }
    }

    /** All there was, as soon as it is as wanted. */
    public List<Seen> await(Predicate<List<Seen>> wanted) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Seen> now = spans();
            if (wanted.test(now)) {
                return now;
            }
            if (System.nanoTime() > giveUp) {
                throw new AssertionError("not so after " + PATIENCE + ": "
                        + now.stream().map(Seen::title).toList());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String text(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(attribute -> text(attribute.getValue()))
                .findFirst()
                .orElse("");
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.toString();
        };
    }

    private final class Intake extends TraceServiceGrpc.TraceServiceImplBase {
        @Override
        public void export(ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> reply) {
            for (ResourceSpans sent : request.getResourceSpansList()) {
                String service = text(sent.getResource().getAttributesList(), "service.name");
                sent.getScopeSpansList()
                        .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(new Seen(service, span))));
            }
            reply.onNext(ExportTraceServiceResponse.getDefaultInstance());
            reply.onCompleted();
        }
    }
}
