// A catalogue in a folder of its own, and the records the tests put into it.
#pragma once

#include "store/catalogue.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace sparlet::store {

struct Ids {
    CollectionId collection = 0;
    FolderId folder = 0;
};

class StoreTest : public ::testing::Test {
protected:
    std::filesystem::path file() const { return folder_ / "catalogue.sqlite"; }
    const test::TempDir& folder() const { return folder_; }

    Catalogue& open() {
        if (!catalogue_) {
            auto opened = Catalogue::open(file(), Catalogue::Mode::ReadWrite);
            if (!opened) throw std::runtime_error(opened.error().message);
            catalogue_ = std::move(*opened);
        }
        return *catalogue_;
    }
    void close() { catalogue_.reset(); }
    void reopen() {
        close();
        open();
    }

    Ids makeCollection(const std::string& name, const std::string& path) {
        const auto collection = open().createCollection(name, "model", "hash");
        const auto added = open().addFolder(collection->id, path);
        return {collection->id, added->id};
    }

    std::vector<ImageRecord> newImages(const Ids& ids, const std::vector<std::string>& names) {
        ImageId next = *open().reserveImageIds(ids.collection, static_cast<std::int64_t>(names.size()));
        std::vector<ImageRecord> images;
        for (const auto& name : names) {
            ImageRecord image;
            image.id = next++;
            image.folder = ids.folder;
            image.relativePath = name;
            image.size = 1000;
            image.modifiedNs = 123;
            image.width = 64;
            image.height = 48;
            image.label = "label";
            image.codeBytes = 32;
            images.push_back(image);
        }
        return images;
    }

private:
    test::TempDir folder_;
    std::unique_ptr<Catalogue> catalogue_;
};

} // namespace sparlet::store
