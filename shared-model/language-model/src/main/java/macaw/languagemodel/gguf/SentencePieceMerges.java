package macaw.languagemodel.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The merges of a SentencePiece vocabulary, which keeps a score for each piece instead. SentencePiece merges the two
 * neighbours whose joined piece has the highest score; so every way to make a piece of two others is a merge, those of
 * better pieces first.
 */
final class SentencePieceMerges {
    private record Split(String left, String right, double score, int id) {}

    private SentencePieceMerges() {}

    /** The merges in the order in which they are preferred. */
    static List<String[]> of(GgufVocabulary vocabulary, double[] scores) {
        Map<String, Integer> ids = vocabulary.ids();
        List<Split> splits = new ArrayList<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (!vocabulary.isNormal(id)) {
                continue;
            }
            String piece = vocabulary.tokens().get(id);
            for (int at = piece.offsetByCodePoints(0, Math.min(1, piece.length()));
                    at < piece.length();
                    at = piece.offsetByCodePoints(at, 1)) {
                Integer left = ids.get(piece.substring(0, at));
                Integer right = ids.get(piece.substring(at));
                if (left != null && right != null && vocabulary.isNormal(left) && vocabulary.isNormal(right)) {
                    splits.add(new Split(piece.substring(0, at), piece.substring(at), scores[id], id));
                }
            }
        }
        splits.sort(Comparator.comparingDouble(Split::score).reversed().thenComparingInt(Split::id));
        return splits.stream()
                .map(split -> new String[] {split.left(), split.right()})
                .toList();
    }
}
