package macaw.labeling.rest;

import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.texts.Names;

/** Tasks as paths name them. */
final class TaskIds {
    private TaskIds() {}

    /** The id; TASK_UNKNOWN where it cannot be one. */
    static UUID of(String id) {
        return Names.id(id).orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + id + "\""));
    }
}
