package macaw.bench.learn;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.torch.TorchEngine;

/**
 * What every task is given.
 *
 * @param iterations in the place of the task's own number
 * @param shared folder of public models and data, which the project does not contain
 * @param rows canonical rows of preferences, which the command line made of a published data set
 * @param trl the peer, where there is one
 */
record LearnRun(
        TorchEngine engine,
        int threads,
        OptionalInt iterations,
        Path shared,
        Optional<Path> rows,
        Optional<TrlPeer> trl) {
    /** The data of settings whose data come from elsewhere. */
    static final String NO_DATA = "0".repeat(64);

    /** A file or folder of the public data. Errors: DATASET_UNKNOWN. */
    Path shared(String path) {
        Path found = shared.resolve(path);
        if (!Files.exists(found)) {
            throw new CodedException(
                    ErrorCode.DATASET_UNKNOWN,
                    found + " is not there: --shared names the folder of the public models and data");
        }
        return found;
    }
}
