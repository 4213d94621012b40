package macaw.bench.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import macaw.bench.learn.SampleWriter.Sample;
import macaw.bench.learn.StoryRule.Verdict;
import macaw.languagemodel.Tokenizer;
import macaw.records.Completion;
import macaw.records.FinishReason;
import macaw.records.TokenIds;

/** Stories as tokens and as people read them, under a rule. */
final class StoryTexts {
    private final Tokenizer tokenizer;
    private final StoryRule rule;
    private final int bos;
    private final int eos;

    StoryTexts(Tokenizer tokenizer, StoryRule rule) {
        this.tokenizer = tokenizer;
        this.rule = rule;
        this.bos = tokenizer.bosTokenId().orElseThrow();
        this.eos = tokenizer.eosTokenId().orElseThrow();
    }

    /**
     * BOS and so many tokens of each story, each beginning once, without those that name the word. The blank that the tokenizer puts before a text is left out:
     * the model was trained without it and takes 2.8 instead of 2.1 nats for each of the first tokens behind it.
     */
    List<TokenIds> beginnings(Path texts, int length) throws IOException {
        return Arrays.stream(Files.readString(texts).split("<\\|endoftext\\|>"))
                .map(story -> tokenizer.encode(story.strip()))
                .filter(story -> story.length > length + 1)
                .map(story -> TokenIds.of(IntStream.concat(IntStream.of(bos), Arrays.stream(story, 1, length + 1))
                        .toArray()))
                .filter(beginning -> !rule.names(text(beginning.toArray())))
                .distinct()
                .toList();
    }

    Verdict verdict(TokenIds prompt, Completion answer) {
        return rule.of(text(prompt, answer), answer.finishReason() == FinishReason.EOS);
    }

    /** Share of the samples of which something holds. */
    double mean(List<Sample> samples, ToDoubleFunction<Verdict> of) {
        return samples.stream()
                .mapToDouble(sample -> of.applyAsDouble(verdict(sample.prompt().tokens(), sample.answer())))
                .average()
                .orElseThrow();
    }

    /** A story from its beginning on; one that was cut off ends in an ellipsis. */
    String shown(Sample sample) {
        String story = StoryRule.story(text(sample.prompt().tokens(), sample.answer()));
        return sample.answer().finishReason() == FinishReason.EOS ? story : story + "…";
    }

    private String text(TokenIds prompt, Completion answer) {
        return text(IntStream.concat(
                        Arrays.stream(prompt.toArray()),
                        Arrays.stream(answer.tokens().toArray()))
                .toArray());
    }

    /** This tokenizer does not say of its BOS and EOS that they stand for no text. */
    private String text(int[] tokens) {
        return tokenizer.decode(Arrays.stream(tokens)
                .filter(token -> token != eos && token != bos)
                .toArray());
    }
}
