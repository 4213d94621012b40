package macaw.languagemodel;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content what was said
 */
public record Message(String role, String content) {
    public static final String SYSTEM = "system";
    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";

    /** What a person says. */
    public static Message user(String content) {
        return new Message(USER, content);
    }

    /** What the model answers. */
    public static Message assistant(String content) {
        return new Message(ASSISTANT, content);
    }
}
