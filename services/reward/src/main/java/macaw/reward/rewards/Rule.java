package macaw.reward.rewards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** A score that a few lines of Java give, of the answer's text alone: for trying a pipeline out, and as a part of a mixture. */
public sealed interface Rule {
    /** The score; finite. */
    double score(String answer);

    /** 1 where the answer has the word as a word of its own, whatever its case, else 0. */
    record ContainsWord(String word) implements Rule {
        /** Refuses what is not one word. */
        public ContainsWord {
            if (word.isBlank() || word.chars().anyMatch(Character::isWhitespace)) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, "word must be one word, was '" + word + "'");
            }
        }

        @Override
        public double score(String answer) {
            String letters =
                    "(?<![\\p{L}\\p{N}])" + Pattern.quote(word.toLowerCase(Locale.ROOT)) + "(?![\\p{L}\\p{N}])";
            return Pattern.compile(letters)
                            .matcher(answer.toLowerCase(Locale.ROOT))
                            .find()
                    ? 1
                    : 0;
        }
    }

    /** 1 at exactly so many words, falling in a line to 0 at none and at twice as many, and on below it. */
    record Length(int words) implements Rule {
        /** Refuses less than one word. */
        public Length {
            if (words < 1) {
                throw new CodedException(ErrorCode.SETTINGS_INVALID, "words must be >= 1, was " + words);
            }
        }

        @Override
        public double score(String answer) {
            String stripped = answer.strip();
            int count = stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
            return 1 - Math.abs(count - words) / (double) words;
        }
    }

    /** 1 where the answer ends with a full stop, a question or exclamation mark, a closing quote or bracket behind one of them, else 0. */
    record EndsProperly() implements Rule {
        private static final Pattern END = Pattern.compile("[.!?…][\"'”’)\\]]*\\s*\\z");

        @Override
        public double score(String answer) {
            return END.matcher(answer).find() ? 1 : 0;
        }
    }

    /** Reads a rule by its name. Errors: SETTINGS_INVALID. */
    static Rule read(JsonNode json) {
        return switch (json.path("rule").asText("")) {
            case "contains-word" -> new ContainsWord(json.path("word").asText(""));
            case "length" -> new Length(json.path("words").asInt());
            case "ends-properly" -> new EndsProperly();
            default ->
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID,
                        RewardKind.FILE + ": rule must be contains-word, length or ends-properly, was "
                                + json.path("rule"));
        };
    }
}
