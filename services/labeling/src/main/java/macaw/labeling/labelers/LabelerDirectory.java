package macaw.labeling.labelers;

import java.util.List;
import java.util.Optional;

/** Labelers as leads look them up; who is withdrawn is not there any more. */
public interface LabelerDirectory {
    /** The labeler of that pseudonym. */
    Optional<Labeler> byPseudonym(String namespace, String pseudonym);

    /** All of a namespace's, by name and pseudonym. */
    List<Labeler> list(String namespace);
}
