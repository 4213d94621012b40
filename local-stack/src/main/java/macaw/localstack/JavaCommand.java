package macaw.localstack;

import java.nio.file.Path;

/** The JVM that runs now, for starting others like it. */
final class JavaCommand {
    private JavaCommand() {}

    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }
}
