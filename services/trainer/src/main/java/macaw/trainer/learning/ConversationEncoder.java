package macaw.trainer.learning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.EncodedConversation;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.Tokenizer;
import macaw.trainer.datasets.Conversation;

/** Prompts and answers as tokens, through the tokenizer and chat template of a model: the same tokens in training as when it is asked. */
public final class ConversationEncoder implements AutoCloseable {
    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final int eos;

    public ConversationEncoder(Path modelDirectory) {
        this.config = ModelConfig.read(modelDirectory);
        this.tokenizer = Tokenizer.open(modelDirectory);
        tokenizer.requireFits(config);
        tokenizer.requireTrainable();
        this.eos = tokenizer.eosTokenId().orElseThrow();
        this.template = ChatTemplate.open(modelDirectory);
    }

    /** Most tokens that the model takes. */
    public int maxPositions() {
        return config.maxPositions();
    }

    /** What the model continues with its answer. */
    public int[] prompt(Conversation prompt) {
        return template.encodePrompt(tokenizer, prompt.turns());
    }

    /**
     * Prompt and answer; the answer is learnt, earlier ones in the prompt are not, and ends as the model's own answers do: with the first token that its configuration lets end an
     * answer, or with EOS where the template writes none, whatever the template puts behind it.
     */
    public TokenSequence answered(Conversation prompt, String answer) {
        return encoded(prompt, answer, false);
    }

    /** The same with the earlier answers of the prompt learnt too, each up to the token that ends it, where the template still writes them as they were. */
    public TokenSequence allAnswered(Conversation prompt, String answer) {
        return encoded(prompt, answer, true);
    }

    private TokenSequence encoded(Conversation prompt, String answer, boolean earlierAnswers) {
        List<Message> messages = new ArrayList<>(prompt.turns());
        messages.add(Message.assistant(answer));
        EncodedConversation encoded = template.encodeConversation(tokenizer, messages);
        int first = encoded.answerStart();
        int end = encoded.answerEnd(config.eosTokenIds());
        int[] tokens = Arrays.copyOf(encoded.tokens(), end);
        if (tokens[end - 1] != eos && !config.eosTokenIds().contains(tokens[end - 1])) {
            tokens = Arrays.copyOf(tokens, end + 1);
            tokens[end] = eos;
        }
        IntStream last = IntStream.range(first, tokens.length);
        IntStream earlier = earlierAnswers ? earlier(encoded, first) : IntStream.empty();
        return new TokenSequence(tokens, IntStream.concat(earlier, last).toArray());
    }

    /** The learnt tokens before {@code to}, without those of an answer that stand behind its end. */
    private IntStream earlier(EncodedConversation encoded, int to) {
        IntStream.Builder learnt = IntStream.builder();
        boolean ended = false;
        for (int t = 0; t < to; t++) {
            if (!encoded.learnt()[t]) {
                ended = false;
            } else if (!ended) {
                learnt.add(t);
                ended = config.eosTokenIds().contains(encoded.tokens()[t]);
            }
        }
        return learnt.build();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
