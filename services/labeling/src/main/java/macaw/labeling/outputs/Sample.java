package macaw.labeling.outputs;

/**
 * One text that a policy wrote.
 *
 * @param text the answer, without special tokens; U+FFFD where the policy wrote U+0000, which PostgreSQL cannot hold
 * @param draw where it came from
 */
public record Sample(String text, Draw draw) {
    public Sample {
        text = text.replace('\0', '\uFFFD');
    }
}
