#include "itemmodels/picture_image.h"

#include <gtest/gtest.h>

namespace sparlet::ui {
namespace {

TEST(PictureImage, KeepsEveryPixelThereAndBack) {
    image::Picture picture{3, 2, {}};
    for (int i = 0; i < 18; ++i)
        picture.rgb.push_back(static_cast<std::uint8_t>(i * 14));
    const QImage image = toImage(picture);
    ASSERT_EQ(image.size(), QSize(3, 2));
    EXPECT_EQ(image.pixelColor(1, 1), QColor(12 * 14, 13 * 14, 14 * 14));
    const image::Picture back = toPicture(image);
    EXPECT_EQ(back.width, 3);
    EXPECT_EQ(back.rgb, picture.rgb);
}

TEST(PictureImage, RefusesSizesThatContradictThePixels) {
    EXPECT_TRUE(toImage({3, 2, std::vector<std::uint8_t>(17)}).isNull());
    EXPECT_TRUE(toImage({-1, 2, {}}).isNull());
    EXPECT_TRUE(toImage({}).isNull());
}

TEST(PictureImage, LaysAlphaOverWhite) {
    QImage image(1, 1, QImage::Format_ARGB32);
    image.fill(QColor(0, 0, 0, 0));
    EXPECT_EQ(toPicture(image).rgb, (std::vector<std::uint8_t>{255, 255, 255}));
}

TEST(PictureImage, ShowsPathsAndKeepsTheirBytesInUrls) {
    const std::string path = "/photos/caf\xe9 1.jpg"; // Latin-1, not UTF-8
    EXPECT_EQ(displayFileName(path), QStringLiteral("caf\\xE9 1.jpg"));
    EXPECT_EQ(displayFolder(path), QStringLiteral("/photos"));
    EXPECT_EQ(displayFolder("/a.jpg"), QStringLiteral("/"));
    EXPECT_EQ(fileUrl(path).toEncoded(), QByteArray("file:///photos/caf%E9%201.jpg"));
    EXPECT_EQ(localPath(fileUrl(path)), path);
    EXPECT_EQ(localPath(QUrl(QStringLiteral("https://example.org/a.jpg"))), "");
}

} // namespace
} // namespace sparlet::ui
