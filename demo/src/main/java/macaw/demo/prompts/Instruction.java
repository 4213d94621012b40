package macaw.demo.prompts;

/**
 * One prompt and what it asks for.
 *
 * @param text as it is given to a policy and to labelers
 * @param novelty what of it no other prompt set has
 */
public record Instruction(String text, Kind kind, Task task, Novelty novelty) {

    /** What is new in a prompt, compared with instruction data. */
    public enum Novelty {
        /** Known template, known filling; only the combination is new. */
        COMBINATION,
        /** Known template, filling that instruction data never names. */
        FILLING,
        /** Template that instruction data never uses, known filling. */
        TEMPLATE
    }
}
