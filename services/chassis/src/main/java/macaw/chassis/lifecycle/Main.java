package macaw.chassis.lifecycle;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts a service. One that cannot start because of its settings says why in one line and exits with {@link StartFailure#CONFIGURATION}. */
@QuarkusMain
public final class Main {
    Main() {}

    /** Runs until a signal ends it. */
    public static void main(String... args) {
        Quarkus.run(null, Main::exit, args);
    }

    private static void exit(int code, @Nullable Throwable cause) {
        if (cause == null) {
            System.exit(code);
            return;
        }
        var line = StartFailure.line(cause);
        if (line.isPresent()) {
            System.err.println(line.get());
            System.exit(StartFailure.CONFIGURATION);
        }
        Logger.getLogger(Main.class).error("The service could not start", cause);
        System.exit(1);
    }
}
