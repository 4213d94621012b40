package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * How a conversation becomes a text: the chat template of a checkpoint folder (chat_template.jinja, or chat_template in
 * tokenizer_config.json), or {@link #PLAIN} where it has none. What people wrote stays text: a message that spells out a
 * special token is encoded as those characters. Thread-safe.
 */
public final class ChatTemplate {
    /** For models without a template: no tokens of its own, a line for the question and one for the answer. */
    public static final String PLAIN = "{{ bos_token }}{% for message in messages %}"
            + "{% if message['role'] == 'assistant' %}{{ message['content'] }}{{ eos_token }}"
            + "{% elif message['role'] == 'system' %}{{ message['content'] }}\n\n"
            + "{% else %}Question: {{ message['content'] }}\nAnswer:\n{% endif %}{% endfor %}";

    static final String TEMPLATE_FILE = "chat_template.jinja";
    /** Breaks a special token that a person spelled out; a private-use character, taken away again when encoding. */
    private static final char BREAK = '\uE000';

    private final TemplateSandbox sandbox;
    private final Map<String, String> tokenTexts;

    private ChatTemplate(String template, Map<String, String> tokenTexts) {
        this.sandbox = new TemplateSandbox(template);
        this.tokenTexts = Map.copyOf(tokenTexts);
    }

    /** The template of a checkpoint folder. Errors: {@code CHECKPOINT_INVALID} for files that cannot be read. */
    public static ChatTemplate open(Path dir) {
        JsonNode config = Files.isRegularFile(dir.resolve("tokenizer_config.json"))
                ? JsonFile.object(dir.resolve("tokenizer_config.json"))
                : MissingNode.getInstance();
        Map<String, String> tokenTexts = new LinkedHashMap<>();
        for (String role : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            JsonNode token = config.path(role);
            tokenTexts.put(role, token.path("content").asText(token.asText("")));
        }
        return new ChatTemplate(template(dir, config), tokenTexts);
    }

    /** Whether a folder brings a template of its own. */
    public static boolean isIn(Path dir) {
        return Files.isRegularFile(dir.resolve(TEMPLATE_FILE))
                || (Files.isRegularFile(dir.resolve("tokenizer_config.json"))
                        && JsonFile.object(dir.resolve("tokenizer_config.json")).has("chat_template"));
    }

    private static String template(Path dir, JsonNode config) {
        try {
            if (Files.isRegularFile(dir.resolve(TEMPLATE_FILE))) {
                return Files.readString(dir.resolve(TEMPLATE_FILE));
            }
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CHECKPOINT_INVALID, dir.resolve(TEMPLATE_FILE) + " cannot be read: " + e.getMessage(), e);
        }
        JsonNode templates = config.path("chat_template");
        if (templates.isArray()) { // several by name
            for (JsonNode named : templates) {
                if (named.path("name").asText().equals("default")) {
                    return named.path("template").asText();
                }
            }
        }
        return templates.isTextual() ? templates.textValue() : PLAIN;
    }

    /**
     * The text of a conversation.
     *
     * @param addGenerationPrompt whether it ends with what makes the model answer
     * @throws CodedException {@code TEMPLATE_INVALID} when the template fails or refuses this conversation
     */
    public String render(List<Message> messages, boolean addGenerationPrompt) {
        Map<String, Object> variables = new LinkedHashMap<>(tokenTexts);
        variables.put(
                "messages",
                messages.stream()
                        .map(m -> Map.of("role", m.role(), "content", m.content()))
                        .toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        return sandbox.render(variables);
    }

    /** The tokens that a model continues with its answer. */
    public int[] encodePrompt(Tokenizer tokenizer, List<Message> messages) {
        return encodeRendered(tokenizer, render(harmless(tokenizer, messages), true));
    }

    /**
     * A conversation as a model is trained on it: every answer, up to and with the token that ends it, is learnt, all
     * else is given. Each stretch is encoded by itself, so that a prompt has the same tokens here as when it is answered.
     *
     * @throws CodedException {@code TEMPLATE_INVALID} when the text before an answer depends on that answer
     */
    public EncodedConversation encodeConversation(Tokenizer tokenizer, List<Message> messages) {
        List<Message> conversation = harmless(tokenizer, messages);
        String whole = render(conversation, false);
        IntStream.Builder tokens = IntStream.builder();
        var learnt = new BitSet();
        int size = 0;
        int at = 0;
        for (int i = 0; i < conversation.size(); i++) {
            if (!conversation.get(i).role().equals(Message.ASSISTANT)) {
                continue;
            }
            String before = render(conversation.subList(0, i), true);
            String upTo = withoutTail(render(conversation.subList(0, i + 1), false));
            if (!upTo.startsWith(before) || !whole.startsWith(upTo) || before.length() < at) {
                throw new CodedException(
                        ErrorCode.TEMPLATE_INVALID,
                        "The chat template writes what comes before answer " + i + " differently once it is there");
            }
            int[] given = encodeRendered(tokenizer, whole.substring(at, before.length()));
            int[] answer = encodeRendered(tokenizer, whole.substring(before.length(), upTo.length()));
            Arrays.stream(given).forEach(tokens::add);
            Arrays.stream(answer).forEach(tokens::add);
            learnt.set(size + given.length, size + given.length + answer.length);
            size += given.length + answer.length;
            at = upTo.length();
        }
        Arrays.stream(encodeRendered(tokenizer, whole.substring(at))).forEach(tokens::add);
        int[] ids = tokens.build().toArray();
        boolean[] mask = new boolean[ids.length];
        learnt.stream().forEach(i -> mask[i] = true);
        return new EncodedConversation(ids, mask);
    }

    /** What a template writes behind the end token (a line break, mostly) is not the model's to write. */
    private String withoutTail(String rendered) {
        String end = tokenTexts.getOrDefault("eos_token", "");
        int last = end.isEmpty() ? -1 : rendered.lastIndexOf(end);
        boolean onlyBlanksBehind =
                last >= 0 && rendered.substring(last + end.length()).isBlank();
        return onlyBlanksBehind ? rendered.substring(0, last + end.length()) : rendered;
    }

    private static List<Message> harmless(Tokenizer tokenizer, List<Message> messages) {
        return messages.stream()
                .map(m -> new Message(m.role(), broken(tokenizer, m.content())))
                .toList();
    }

    private static String broken(Tokenizer tokenizer, String content) {
        String text = content.indexOf(BREAK) < 0 ? content : content.replace(String.valueOf(BREAK), "");
        for (String special : tokenizer.specialTokens()) {
            if (special.length() > 1 && text.contains(special)) {
                text = text.replace(special, special.charAt(0) + String.valueOf(BREAK) + special.substring(1));
            }
        }
        return text;
    }

    private static int[] encodeRendered(Tokenizer tokenizer, String rendered) {
        return Arrays.stream(rendered.split(String.valueOf(BREAK), -1))
                .map(tokenizer::encodeWithSpecialTokens)
                .flatMapToInt(Arrays::stream)
                .toArray();
    }
}
