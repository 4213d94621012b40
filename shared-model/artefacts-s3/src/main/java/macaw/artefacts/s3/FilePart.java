package macaw.artefacts.s3;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A piece of a file, carried in one request.
 *
 * @param number from 1, as S3 counts parts
 * @param offset of its first byte
 * @param length bytes
 */
record FilePart(Path file, int number, long offset, long length) {
    /** A file in pieces of this size, the last one shorter; an empty file is one empty piece. */
    static List<FilePart> of(Path file, long fileBytes, long partBytes) {
        List<FilePart> parts = new ArrayList<>();
        long offset = 0;
        do {
            long length = Math.min(partBytes, fileBytes - offset);
            parts.add(new FilePart(file, parts.size() + 1, offset, length));
            offset += length;
        } while (offset < fileBytes);
        return parts;
    }

    /** Its bytes; may be opened again and again. */
    InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
        return new BufferedInputStream(new Bounded(Channels.newInputStream(channel), length));
    }

    /** The body of a request that may be sent more than once. */
    RequestBody body(String contentType) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                length,
                contentType);
    }

    /** The first so many bytes of a stream. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int read = left > 0 ? super.read() : -1;
            left -= read >= 0 ? 1 : 0;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
