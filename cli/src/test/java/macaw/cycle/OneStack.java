package macaw.cycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import macaw.chassis.testing.TraceReceiver;
import macaw.localstack.LocalStack;
import macaw.localstack.StackEvent;
import macaw.localstack.StackOptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one whole stack of this build, and what it sends its traces to, started when the first of them asks and ended after the last. */
final class OneStack implements ParameterResolver {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalStack.class || type == TraceReceiver.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Held held = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneStack.class))
                .computeIfAbsent(Held.class, type -> new Held(), Held.class);
        return parameter.getParameter().getType() == LocalStack.class ? held.stack() : held.traces();
    }

    /** Closed by JUnit when all tests are done. */
    private static final class Held implements AutoCloseable {
        private final TraceReceiver traces = new TraceReceiver();
        private final LocalStack stack;

        Held() {
            Path state = ROOT.resolve("cli/target/one-stack");
            delete(state);
            StackOptions options = StackOptions.whole(state, ROOT)
                    .onFreePorts()
                    .withEnvironment(Map.of("MACAW_TRACES_ENDPOINT", traces.endpoint()));
            stack = LocalStack.start(options, event -> {
                if (event instanceof StackEvent.Died died) {
                    System.err.println(died.story());
                }
            });
        }

        LocalStack stack() {
            return stack;
        }

        /** What the services say of themselves as traces; of rollouts the share that is the default. */
        TraceReceiver traces() {
            return traces;
        }

        @Override
        public void close() {
            stack.close();
            traces.close();
        }
    }

    private static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
