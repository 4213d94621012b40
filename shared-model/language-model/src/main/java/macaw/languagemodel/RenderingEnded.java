package macaw.languagemodel;

/** A rendering has used up what it may. An error, because jinjava notes exceptions and carries on with the next part. */
final class RenderingEnded extends Error {
    private static final long serialVersionUID = 1L;

    RenderingEnded(String reason) {
        super(reason, null, false, false);
    }
}
