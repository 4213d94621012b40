package macaw.trainer.checkpoints;

import java.nio.file.Path;
import macaw.artefacts.FileArtefactStore;
import macaw.errors.CodedException;

/** A process that writes a checkpoint; {@link CheckpointsTest} starts it where files cannot grow that far, and prints the code it fails with. */
final class FillsTheDisk {
    private FillsTheDisk() {}

    public static void main(String[] arguments) {
        try (var checkpoints = new Checkpoints(new FileArtefactStore(Path.of(arguments[0])), "default", "run")) {
            CheckpointsTest.save(checkpoints, 2, CheckpointsTest.LARGE);
            System.out.println("saved");
        } catch (CodedException e) {
            System.out.println(e.code() + ": " + e.getMessage());
        }
    }
}
