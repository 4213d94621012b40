package macaw.languagemodel;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * How a conversation becomes a text: the chat template of a checkpoint folder (chat_template.jinja, or chat_template in
 * tokenizer_config.json or chat_template.json), or {@link #PLAIN} where it has none. What people wrote stays text: a message that spells out a
 * special token is encoded as those characters. Thread-safe.
 */
public final class ChatTemplate {
    /** For models without a template: no tokens of its own, a line for the question and one for the answer. */
    public static final String PLAIN = "{{ bos_token }}{% for message in messages %}"
            + "{% if message['role'] == 'assistant' %}{{ message['content'] }}{{ eos_token }}"
            + "{% elif message['role'] == 'system' %}{{ message['content'] }}\n\n"
            + "{% else %}Question: {{ message['content'] }}\nAnswer:\n{% endif %}{% endfor %}";

    static final String TEMPLATE_FILE = "chat_template.jinja";
    static final String OLDER_TEMPLATE_FILE = "chat_template.json";
    private static final long MAX_FILE = 1 << 20;
    /** Breaks a special token that a person spelled out; a private-use character, taken away again when encoding. */
    private static final char BREAK = '\uE000';

    private final Path dir;
    private final TemplateSandbox sandbox;
    private final Map<String, String> tokenTexts;

    private ChatTemplate(Path dir, String template, Map<String, String> tokenTexts) {
        this.dir = dir;
        this.sandbox = new TemplateSandbox(dir.toString(), template);
        this.tokenTexts = Map.copyOf(tokenTexts);
    }

    /** The template of a checkpoint folder. Errors: {@code CHECKPOINT_INVALID} for files that cannot be read. */
    public static ChatTemplate open(Path dir) {
        JsonNode config = JsonFile.tokenizerConfig(dir);
        Map<String, String> tokenTexts = new LinkedHashMap<>();
        for (String role : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            JsonNode token = config.path(role);
            tokenTexts.put(role, token.path("content").asText(token.asText("")));
        }
        return new ChatTemplate(dir, template(dir, config), tokenTexts);
    }

    /** Whether a folder brings a template of its own. */
    public static boolean isIn(Path dir) {
        return Files.isRegularFile(dir.resolve(TEMPLATE_FILE))
                || JsonFile.tokenizerConfig(dir).hasNonNull("chat_template")
                || Files.isRegularFile(dir.resolve(OLDER_TEMPLATE_FILE));
    }

    /** The file of its own comes first, as in transformers; then what tokenizer_config.json says, as one or as several by name. */
    private static String template(Path dir, JsonNode config) {
        Path file = dir.resolve(TEMPLATE_FILE);
        try {
            if (Files.isRegularFile(file)) {
                if (Files.size(file) > MAX_FILE) {
                    throw new CodedException(
                            ErrorCode.TEMPLATE_INVALID,
                            file + " has " + Files.size(file) + " bytes, too many to be true");
                }
                return Files.readString(file);
            }
        } catch (IOException e) {
            throw new CodedException(ErrorCode.CHECKPOINT_INVALID, file + " cannot be read: " + e.getMessage(), e);
        }
        if (config.hasNonNull("chat_template")) {
            return chosen(dir, config.get("chat_template"));
        }
        Path older = dir.resolve(OLDER_TEMPLATE_FILE);
        return Files.isRegularFile(older) ? chosen(dir, JsonFile.object(older).path("chat_template")) : PLAIN;
    }

    private static String chosen(Path dir, JsonNode templates) {
        JsonNode template = templates;
        if (templates.isArray()) {
            for (JsonNode named : templates) {
                if (named.path("name").asText().equals("default")) {
                    template = named.path("template");
                }
            }
        }
        if (!template.isTextual()) {
            throw new CodedException(
                    ErrorCode.TEMPLATE_INVALID,
                    dir
                            + (templates.isArray()
                                    ? " has no chat template called default"
                                    : " has a chat_template that is no text"));
        }
        return template.textValue();
    }

    /**
     * The text of a conversation.
     *
     * @param addGenerationPrompt whether it ends with what makes the model answer
     * @throws CodedException {@code TEMPLATE_INVALID} when the template fails or refuses this conversation
     */
    public String render(List<Message> messages, boolean addGenerationPrompt) {
        Map<String, Object> variables = new LinkedHashMap<>(tokenTexts);
        variables.put("messages", messages.stream().map(ChatTemplate::variables).toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        return sandbox.render(variables);
    }

    /** In the order of a Python dict: a template may write all parts of a message. */
    private static Map<String, String> variables(Message message) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("role", message.role());
        parts.put("content", message.content());
        return parts;
    }

    /** The tokens that a model continues with its answer. */
    public int[] encodePrompt(Tokenizer tokenizer, List<Message> messages) {
        return encodeRendered(tokenizer, render(harmless(tokenizer, messages), true));
    }

    /**
     * A conversation as a model is trained on it: the last answer, up to and with the token that ends it, is learnt, as are those before it that the
     * template writes as it did when they were the last; all else is given. Where it writes them otherwise (Qwen3's takes the thinking out of earlier
     * answers), learning them would teach the model what it does not write when it is asked. Each stretch is encoded by itself, so that a prompt has
     * the same tokens here as when it is answered.
     *
     * @throws CodedException {@code TEMPLATE_INVALID} when the text before the last answer depends on that answer
     */
    public EncodedConversation encodeConversation(Tokenizer tokenizer, List<Message> messages) {
        List<Message> conversation = harmless(tokenizer, messages);
        String whole = render(conversation, false);
        List<Stretch> answers = new ArrayList<>();
        for (int i = 0; i < conversation.size(); i++) {
            if (conversation.get(i).role().equals(Message.ASSISTANT)) {
                int index = i;
                Optional<Stretch> answer = answer(tokenizer, conversation, i, whole);
                answer.ifPresent(next -> {
                    require(
                            answers.isEmpty() || answers.getLast().to() <= next.from(),
                            () -> "answer " + index + " begins before the one before it has ended");
                    answers.add(next);
                });
                require(
                        answer.isPresent()
                                || conversation.subList(i + 1, conversation.size()).stream()
                                        .anyMatch(later -> later.role().equals(Message.ASSISTANT)),
                        () -> "what comes before answer " + index
                                + " is written differently once it is there, so that no"
                                + " answer to it can be learnt; give the model a template that begins a conversation"
                                + " as it writes the question alone");
            }
        }
        return encoded(tokenizer, whole, answers);
    }

    /** A part of a text. */
    private record Stretch(int from, int to) {}

    /** Where an answer stands in the whole conversation; empty where it is not written there as it is when it comes last. */
    private Optional<Stretch> answer(Tokenizer tokenizer, List<Message> conversation, int index, String whole) {
        String before = render(conversation.subList(0, index), true);
        String ended = render(conversation.subList(0, index + 1), false);
        Optional<String> upTo = whole.startsWith(ended)
                ? Optional.of(withoutTail(ended))
                : withoutEndOfConversation(tokenizer, ended).filter(whole::startsWith);
        return upTo.filter(answered -> answered.startsWith(before))
                .map(answered -> new Stretch(before.length(), answered.length()));
    }

    /** Some templates write a token of their own at the end of a conversation (Phi-3's); before it stands the token that ends the answer. */
    private Optional<String> withoutEndOfConversation(Tokenizer tokenizer, String ended) {
        String end = tokenTexts.getOrDefault("eos_token", "");
        String text = ended.stripTrailing();
        if (end.isEmpty() || !text.endsWith(end)) {
            return Optional.empty();
        }
        String before = text.substring(0, text.length() - end.length()).stripTrailing();
        return Optional.of(before)
                .filter(answer -> tokenizer.specialTokens().stream().anyMatch(answer::endsWith));
    }

    private static EncodedConversation encoded(Tokenizer tokenizer, String whole, List<Stretch> answers) {
        IntStream.Builder tokens = IntStream.builder();
        var learnt = new BitSet();
        int size = 0;
        int at = 0;
        for (Stretch answer : answers) {
            int[] given = encodeRendered(tokenizer, whole.substring(at, answer.from()));
            int[] written = encodeRendered(tokenizer, whole.substring(answer.from(), answer.to()));
            Arrays.stream(given).forEach(tokens::add);
            Arrays.stream(written).forEach(tokens::add);
            learnt.set(size + given.length, size + given.length + written.length);
            size += given.length + written.length;
            at = answer.to();
        }
        Arrays.stream(encodeRendered(tokenizer, whole.substring(at))).forEach(tokens::add);
        int[] ids = tokens.build().toArray();
        boolean[] mask = new boolean[ids.length];
        learnt.stream().forEach(i -> mask[i] = true);
        return new EncodedConversation(ids, mask);
    }

    private void require(boolean holds, Supplier<String> reason) {
        if (!holds) {
            throw new CodedException(ErrorCode.TEMPLATE_INVALID, dir + ": the chat template: " + reason.get());
        }
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
