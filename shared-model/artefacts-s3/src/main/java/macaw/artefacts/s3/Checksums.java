package macaw.artefacts.s3;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import macaw.artefacts.Hashes;

/** SHA-256 as S3 writes it: base64 of the 32 bytes. */
final class Checksums {
    private static final int BUFFER = 1 << 16;

    private Checksums() {}

    static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(Hashes.digest().digest(content));
    }

    static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    static String base64(FilePart part) throws IOException {
        MessageDigest digest = Hashes.digest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = part.open()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }
}
