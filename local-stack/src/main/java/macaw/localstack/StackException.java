package macaw.localstack;

import org.jspecify.annotations.Nullable;

/** The local stack cannot do what was asked; the message is for the person at the terminal. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        this(message, null);
    }

    public StackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
