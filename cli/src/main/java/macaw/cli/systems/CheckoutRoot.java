package macaw.cli.systems;

import java.nio.file.Path;
import macaw.localstack.StackException;
import org.jspecify.annotations.Nullable;

/** The folder that Macaw was built in, as the launcher says. */
public final class CheckoutRoot {
    private CheckoutRoot() {}

    public static Path path() {
        @Nullable String root = System.getProperty("macaw.root");
        if (root == null) {
            throw new StackException("macaw.root is not set; start with the macaw script at the project's root");
        }
        return Path.of(root);
    }
}
