package macaw.languagemodel.bpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Learns a byte-level byte-pair encoding: again and again the most frequent pair of neighbouring symbols within a word
 * becomes one symbol. Ties go to the pair with the smaller ids, so the result depends on the words and their counts only,
 * neither on their order nor on the machine, and equals that of Hugging Face's trainer.
 */
public final class BpeTrainer {
    /** GPT-2's words: a contraction, or letters, digits or other signs with the space before them, or blanks. */
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    /** A pair that occurs once teaches nothing about other texts. */
    private static final long MIN_COUNT = 2;

    private final List<String> symbols = new ArrayList<>();
    private final List<BytePairEncoding.Merge> merges = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private final Map<Pair, PairUse> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Candidate.MOST_FREQUENT_FIRST);

    private record Pair(int left, int right) {}

    /** A pair with its count at some moment; outdated when the count has changed since. */
    private record Candidate(long count, Pair pair) {
        static final Comparator<Candidate> MOST_FREQUENT_FIRST = Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparingInt(c -> c.pair().left())
                .thenComparingInt(c -> c.pair().right());
    }

    /** How often a pair occurs now, and the words in which it has been seen. */
    private static final class PairUse {
        private long count;
        private final List<Word> seenIn = new ArrayList<>();
    }

    private static final class Word {
        private int[] symbols;
        private final long count;

        Word(int[] symbols, long count) {
            this.symbols = symbols;
            this.count = count;
        }
    }

    private BpeTrainer() {}

    /**
     * Learns an encoding from texts.
     *
     * @param texts documents; nothing is merged across two of them
     * @param vocabularySize tokens at most, special ones and the 256 bytes included; fewer where the texts have no
     *     more pairs that occur twice
     * @param specialTokens what gets the ids from 0 on and never comes from a text
     */
    public static BytePairEncoding train(Stream<String> texts, int vocabularySize, List<String> specialTokens) {
        if (vocabularySize < specialTokens.size() + 256) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "A vocabulary of " + vocabularySize + " has no room for 256 bytes and " + specialTokens.size()
                            + " special tokens");
        }
        BpeTrainer trainer = new BpeTrainer();
        trainer.symbols.addAll(specialTokens);
        trainer.count(texts);
        trainer.merge(vocabularySize);
        return new BytePairEncoding(specialTokens, trainer.symbols, trainer.merges);
    }

    private void count(Stream<String> texts) {
        Map<String, Long> counts = new HashMap<>();
        texts.forEach(text -> {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                counts.merge(word.group(), 1L, Long::sum);
            }
        });
        int[] symbolOfByte = new int[256];
        for (int value : ByteAlphabet.bytesInOrder()) {
            symbolOfByte[value] = symbols.size();
            symbols.add(String.valueOf(ByteAlphabet.character(value)));
        }
        counts.forEach((text, count) -> {
            int[] bytes = ByteAlphabet.bytes(text);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = symbolOfByte[bytes[i]];
            }
            words.add(new Word(bytes, count));
        });
        words.forEach(word -> addPairs(word, word.count));
        pairs.forEach((pair, use) -> candidates.add(new Candidate(use.count, pair)));
    }

    private void merge(int vocabularySize) {
        while (symbols.size() < vocabularySize && !candidates.isEmpty()) {
            Candidate best = candidates.poll();
            PairUse use = pairs.get(best.pair());
            if (use == null || use.count != best.count() || best.count() < MIN_COUNT) {
                continue;
            }
            String left = symbols.get(best.pair().left());
            String right = symbols.get(best.pair().right());
            merges.add(new BytePairEncoding.Merge(left, right));
            symbols.add(left + right);
            replace(best.pair(), symbols.size() - 1, use);
        }
    }

    private void replace(Pair pair, int merged, PairUse use) {
        pairs.remove(pair);
        Map<Pair, Long> before = new HashMap<>();
        for (Word word : use.seenIn) {
            int[] shorter = replaced(word.symbols, pair, merged);
            if (shorter.length < word.symbols.length) {
                changedPairs(word.symbols, before);
                changedPairs(shorter, before);
                addPairs(word, -word.count);
                word.symbols = shorter;
                addPairs(word, word.count);
            }
        }
        pairs.remove(pair);
        before.forEach((changed, countBefore) -> {
            PairUse now = pairs.get(changed);
            if (now != null && now.count != countBefore) {
                candidates.add(new Candidate(now.count, changed));
            }
        });
    }

    private void changedPairs(int[] word, Map<Pair, Long> before) {
        for (int i = 0; i + 1 < word.length; i++) {
            Pair pair = new Pair(word[i], word[i + 1]);
            PairUse use = pairs.get(pair);
            before.putIfAbsent(pair, use == null ? 0 : use.count);
        }
    }

    private void addPairs(Word word, long count) {
        for (int i = 0; i + 1 < word.symbols.length; i++) {
            PairUse use = pairs.computeIfAbsent(new Pair(word.symbols[i], word.symbols[i + 1]), p -> new PairUse());
            use.count += count;
            if (count > 0 && (use.seenIn.isEmpty() || use.seenIn.getLast() != word)) {
                use.seenIn.add(word);
            }
        }
    }

    private static int[] replaced(int[] word, Pair pair, int merged) {
        int[] result = new int[word.length];
        int size = 0;
        for (int i = 0; i < word.length; i++) {
            boolean match = i + 1 < word.length && word[i] == pair.left() && word[i + 1] == pair.right();
            result[size++] = match ? merged : word[i];
            i += match ? 1 : 0;
        }
        return Arrays.copyOf(result, size);
    }
}
