package macaw.cycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import macaw.localstack.LocalStack;
import macaw.localstack.StackEvent;
import macaw.localstack.StackOptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one whole stack of this build, started when the first of them asks and ended after the last. */
final class OneStack implements ParameterResolver {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalStack.class;
    }

    @Override
    public LocalStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(OneStack.class))
                .computeIfAbsent(Held.class, type -> new Held(), Held.class)
                .stack();
    }

    /** Closed by JUnit when all tests are done. */
    private static final class Held implements AutoCloseable {
        private final LocalStack stack;

        Held() {
            Path state = ROOT.resolve("cli/target/one-stack");
            delete(state);
            StackOptions options = StackOptions.whole(state, ROOT).onFreePorts();
            stack = LocalStack.start(options, event -> {
                if (event instanceof StackEvent.Died died) {
                    System.err.println(died.story());
                }
            });
        }

        LocalStack stack() {
            return stack;
        }

        @Override
        public void close() {
            stack.close();
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
