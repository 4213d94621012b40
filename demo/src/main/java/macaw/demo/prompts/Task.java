package macaw.demo.prompts;

import java.util.List;
import java.util.Set;

/** What an instruction asks for, precisely enough to look up whether an answer gives it. */
public sealed interface Task {

    /**
     * A list.
     *
     * @param allowed what may stand on it
     * @param wanted how many things make a whole list; exactly as many where the instruction names a number
     */
    record Listing(Set<String> allowed, int wanted) implements Task {
        public Listing {
            allowed = Set.copyOf(allowed);
            if (wanted < 1) {
                throw new IllegalArgumentException("wanted must be at least 1, was " + wanted);
            }
        }
    }

    /** Sentences about something. */
    record Explaining(String concept, List<String> facts) implements Task {
        public Explaining {
            facts = List.copyOf(facts);
        }
    }

    /** A note to a person: a greeting with the name, then sentences on the topic. */
    record Noting(String name, List<String> sentences) implements Task {
        public Noting {
            sentences = List.copyOf(sentences);
        }
    }

    /** One sentence that says what happened. */
    record Summarising(String event, String town) implements Task {}

    /** A sentence that says where something is. */
    record Locating(String object, String place) implements Task {}
}
