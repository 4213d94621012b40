package macaw.cli.datasets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** One canonical row. */
public sealed interface Row {
    /** What was asked; empty for plain text. */
    Optional<Conversation> asked();

    /** The row as a JSON object, without labeler and split. */
    ObjectNode json();

    /**
     * An answer that a person wrote.
     *
     * @param prompt what was asked
     * @param response what they answered
     */
    record Demonstration(Conversation prompt, String response) implements Row {
        public Demonstration {
            requireText(response, "the response");
        }

        /** An answer to one question. */
        public Demonstration(String prompt, String response) {
            this(Conversation.of(prompt), response);
        }

        @Override
        public Optional<Conversation> asked() {
            return Optional.of(prompt);
        }

        @Override
        public ObjectNode json() {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            prompt.putInto(row);
            return row.put("response", response);
        }
    }

    /**
     * Answers that a person ranked.
     *
     * @param prompt what was asked
     * @param outputs the answers, 2 or more
     * @param ranking indices of answers, best group first, ties in one group, each once
     */
    record Comparison(Conversation prompt, List<String> outputs, List<List<Integer>> ranking) implements Row {
        public Comparison {
            outputs.forEach(output -> requireText(output, "an output"));
            outputs = List.copyOf(outputs);
            ranking = ranking.stream().map(List::copyOf).toList();
            if (outputs.size() < 2) {
                throw new RowRefused("a ranking needs 2 outputs or more, has " + outputs.size());
            }
            BitSet ranked = new BitSet();
            for (List<Integer> group : ranking) {
                for (int output : group) {
                    if (output < 0 || output >= outputs.size()) {
                        throw new RowRefused("the ranking names output " + output + " of " + outputs.size());
                    }
                    if (ranked.get(output)) {
                        throw new RowRefused("the ranking names output " + output + " twice");
                    }
                    ranked.set(output);
                }
            }
            if (ranked.cardinality() < outputs.size()) {
                throw new RowRefused("the ranking leaves output " + ranked.nextClearBit(0) + " out");
            }
        }

        /** A ranking of the answers to one question. */
        public Comparison(String prompt, List<String> outputs, List<List<Integer>> ranking) {
            this(Conversation.of(prompt), outputs, ranking);
        }

        /** The first of two answers is better. */
        static Comparison pair(Conversation prompt, String chosen, String rejected) {
            if (chosen.equals(rejected)) {
                throw new RowRefused("chosen and rejected are the same");
            }
            return new Comparison(prompt, List.of(chosen, rejected), List.of(List.of(0), List.of(1)));
        }

        @Override
        public Optional<Conversation> asked() {
            return Optional.of(prompt);
        }

        @Override
        public ObjectNode json() {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            prompt.putInto(row);
            ArrayNode texts = row.putArray("outputs");
            outputs.forEach(texts::add);
            ArrayNode groups = row.putArray("ranking");
            ranking.forEach(group -> {
                ArrayNode indices = groups.addArray();
                group.forEach(indices::add);
            });
            return row;
        }
    }

    /** What is asked, alone. */
    record Prompt(Conversation prompt) implements Row {
        @Override
        public Optional<Conversation> asked() {
            return Optional.of(prompt);
        }

        @Override
        public ObjectNode json() {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            prompt.putInto(row);
            return row;
        }
    }

    /** Plain text. */
    record Text(String text) implements Row {
        public Text {
            requireText(text, "the text");
        }

        @Override
        public Optional<Conversation> asked() {
            return Optional.empty();
        }

        @Override
        public ObjectNode json() {
            return JsonNodeFactory.instance.objectNode().put("text", text);
        }
    }

    private static void requireText(String text, String what) {
        if (text.isBlank()) {
            throw new RowRefused(what + " is blank");
        }
    }
}
