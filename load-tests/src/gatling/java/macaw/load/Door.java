package macaw.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a service answers, and the key that it is shown. Both come from the environment, so that no key stands in a list of processes.
 *
 * @param address http://HOST:PORT
 * @param key an operator's
 */
record Door(String address, String key) {
    private static final String KEY = "MACAW_KEY";
    private static final String KEY_FILE = "MACAW_KEY_FILE";

    /** The address from that variable; the key from the file that MACAW_KEY_FILE names, else from MACAW_KEY. */
    static Door of(String variable) {
        String address = given(variable);
        if (address == null) {
            throw missing(variable);
        }
        return new Door(address.replaceAll("/+$", ""), readKey());
    }

    private static String readKey() {
        String file = given(KEY_FILE);
        if (file == null) {
            String key = given(KEY);
            if (key == null) {
                throw missing(KEY_FILE + " or " + KEY);
            }
            return key;
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(KEY_FILE + " cannot be read: " + file, e);
        }
    }

    private static @Nullable String given(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? null : value;
    }

    private static IllegalStateException missing(String what) {
        return new IllegalStateException(what + " is not set; load-tests/README.md says what it holds");
    }
}
