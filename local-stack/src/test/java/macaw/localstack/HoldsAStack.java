package macaw.localstack;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A process that starts broker and database and holds on to them, for tests that end it. Arguments: state directory, checkout. */
final class HoldsAStack {
    private HoldsAStack() {}

    public static void main(String[] arguments) throws InterruptedException {
        StackOptions options = StackOptions.whole(Path.of(arguments[0]), Path.of(arguments[1]))
                .onFreePorts()
                .with(Set.of());
        try (LocalStack stack = LocalStack.start(options, event -> {})) {
            System.out.println("holding " + stack.kafka());
            new CountDownLatch(1).await();
        }
    }
}
