/**
 * The store of versions: sealed folders whose manifest is written last, epochs that keep one writer a run, aliases, and
 * what may be deleted. The store itself is a port; {@link macaw.artefacts.FileArtefactStore} keeps it in a directory.
 */
@NullMarked
package macaw.artefacts;

import org.jspecify.annotations.NullMarked;
