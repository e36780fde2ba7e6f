# What `cmake --install` puts where; the programs find the models in ../share/sparlet/models, and
# measurements to draw figures from in runs and papers beside it.
include(GNUInstallDirs)
if(TARGET sparlet)
  install(TARGETS sparlet)
  install(DIRECTORY models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sparlet/models)
  install(DIRECTORY docs/runs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sparlet/runs FILES_MATCHING PATTERN "*.json"
    PATTERN configurations EXCLUDE)
  install(FILES docs/papers/claims.csv DESTINATION ${CMAKE_INSTALL_DATADIR}/sparlet/papers)
  install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()
if(TARGET sparlet-gui)
  install(FILES packaging/sparlet.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES resources/sparlet.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
