package macaw.labeling.tasks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import macaw.labeling.outputs.Output;
import macaw.labeling.texts.Sha256;

/** The order in which a labeler sees a task's outputs: shuffled per labeler, and the same whenever that labeler looks again. */
public final class ShownOrder {
    private ShownOrder() {}

    /** The outputs sorted by SHA-256(task, labeler, output), which is as good as a shuffle and needs no state. */
    public static List<Output> of(UUID task, UUID labeler, List<Output> outputs) {
        return outputs.stream()
                .sorted(Comparator.comparing(
                        (Output output) -> Sha256.of(task + " " + labeler + " " + output.id()),
                        Arrays::compareUnsigned))
                .toList();
    }
}
